import { identityOf, textAt } from "./identity";
import { operatorKinds } from "./kinds";
import { label } from "./metadata";
import { read } from "./read";
import type { Target } from "./rule";
import { isList } from "./value";
import type { Value } from "./value";
import { podTemplate } from "./workloads";
import { workloadLabel } from "./workload";

/** The kinds that change a schema. */
export const migrationKinds: readonly Target[] = [
  { group: "batch", kinds: ["Job"] },
  operatorKinds("SqlJob"),
];

const byName = /(^|-)(migrat(e|or|ions?)|flyway|liquibase)(-|$)/;
const byImage =
  /(^|[/-])(flyway|liquibase|atlas|dbmate|goose|skeema|migrate|pt-online-schema-change|gh-ost)([-:@]|$)/;

/** Whether an object changes a schema: its label says so, or its name or image. */
export function isMigration(object: Value): boolean {
  const { kind, name } = identityOf(object);
  if (kind === "SqlJob") {
    return true;
  }
  const mark = label(object, workloadLabel);
  return (
    kind === "Job" &&
    ((mark.state === "known" && mark.value === "migration") || byName.test(name) || runsTool(object))
  );
}

function runsTool(object: Value): boolean {
  const path = [...(podTemplate(object) ?? []), "spec", "containers"];
  const containers = read(object, path);
  return (
    containers.state === "known" &&
    isList(containers.value) &&
    containers.value.some((_, index) => byImage.test(textAt(object, [...path, index, "image"])))
  );
}
