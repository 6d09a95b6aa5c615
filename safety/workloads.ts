import { eachItem } from "./expect";
import type { Finding } from "./finding";
import { operatorKinds } from "./kinds";
import { label, workloadLabel } from "./labels";
import { identityOf, textAt, type Target } from "./objects";
import { UNKNOWN, isList, read, type Known, type Path, type Value } from "./value";
import {
  connects,
  credential,
  dataDirectory,
  namesDatabase,
  runsClient,
  runsDatabase,
  servesDatabase,
} from "./database-names";

/** The kinds of Kubernetes itself that run pods. */
export const workloads: readonly Target[] = [
  { group: "apps", kinds: ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] },
  { group: "batch", kinds: ["CronJob", "Job"] },
  { group: "", kinds: ["Pod", "ReplicationController"] },
];

/** Where the pod of a workload is: `["spec", "template"]`, deeper in a CronJob, `[]` in a Pod. Undefined for others. */
export function podTemplate(object: Value): Path | undefined {
  switch (identityOf(object).kind) {
    case "CronJob":
      return ["spec", "jobTemplate", "spec", "template"];
    case "DaemonSet":
    case "Deployment":
    case "Job":
    case "ReplicaSet":
    case "ReplicationController":
    case "StatefulSet":
      return ["spec", "template"];
    case "Pod":
      return [];
    default:
      return undefined;
  }
}

/** The lists of containers of a pod's spec. */
export const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Judges every container of a workload, those that run first or are added for debugging as well. */
export function eachContainer(
  object: Value,
  check: (container: Known, path: Path) => readonly Finding[],
): readonly Finding[] {
  const pod = podTemplate(object);
  return pod === undefined
    ? []
    : containerLists.flatMap((list) => eachItem(object, [...pod, "spec", list], check));
}

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

/**
 * Whether a workload runs, holds or writes a database: the image of a server or of its tools, a volume that is claimed
 * or mounted where a server keeps its data, the credentials of a user, a client in the command, or a migration.
 *
 * It is told from what the pod is, and not from labels, which anybody can write. A field that is not known yet, or is of
 * another type, counts as one that says yes.
 */
export function worksOnDatabase(object: Value): boolean {
  const pod = podTemplate(object);
  return (
    pod !== undefined &&
    (isMigration(object) ||
      usesDatabase(object) ||
      items(object, ["spec", "volumeClaimTemplates"]).length > 0 ||
      items(object, [...pod, "spec", "volumes"]).some(claimsVolume))
  );
}

/**
 * The same without claims and migrations: a volume may hold anything and a migration change any schema, and only who knows
 * the other objects can tell whether it is that of a database.
 */
export function usesDatabase(object: Value): boolean {
  const pod = podTemplate(object);
  if (pod === undefined) {
    return false;
  }
  const spec = at(object, [...pod, "spec"]);
  return items(spec, ["volumes"]).some(opensDatabase) || containersOf(spec).some(servesOrConnects);
}

/** Whether a workload runs a server or a tool of its files: by its image, or by what it mounts where data is kept. */
export function runsServer(object: Value): boolean {
  const pod = podTemplate(object);
  return (
    pod !== undefined &&
    containersOf(at(object, [...pod, "spec"])).some(
      (container) =>
        says(at(container, ["image"]), servesDatabase) ||
        items(container, ["volumeMounts"]).some((mount) =>
          says(at(mount, ["mountPath"]), (path) => dataDirectory.test(path)),
        ),
    )
  );
}

/** Whether a workload reads or writes the files or the rows of a database itself: a server, a dump, a migration. */
export function storesDatabase(object: Value): boolean {
  const pod = podTemplate(object);
  if (pod === undefined) {
    return false;
  }
  const spec = at(object, [...pod, "spec"]);
  return (
    runsServer(object) ||
    isMigration(object) ||
    items(spec, ["volumes"]).some((volume) =>
      says(at(volume, ["persistentVolumeClaim", "claimName"]), namesDatabase),
    ) ||
    containersOf(spec).some((container) =>
      ["command", "args"].some((field) => says(at(container, [field]), runsClient)),
    )
  );
}

function containersOf(spec: Value): readonly Value[] {
  return containerLists.flatMap((list) => items(spec, [list]));
}

function claimsVolume(volume: Value): boolean {
  return ["persistentVolumeClaim", "ephemeral"].some((kind) => at(volume, [kind]) !== null);
}

function opensDatabase(volume: Value): boolean {
  return (
    says(at(volume, ["secret", "secretName"]), namesDatabase) ||
    items(volume, ["projected", "sources"]).some((source) =>
      says(at(source, ["secret", "name"]), namesDatabase),
    )
  );
}

function servesOrConnects(container: Value): boolean {
  return (
    says(at(container, ["image"]), runsDatabase) ||
    ["command", "args"].some((field) => says(at(container, [field]), connects)) ||
    items(container, ["env"]).some(
      (variable) =>
        says(at(variable, ["name"]), (name) => credential.test(name)) ||
        says(at(variable, ["value"]), connects) ||
        says(at(variable, ["valueFrom", "secretKeyRef", "name"]), namesDatabase),
    ) ||
    items(container, ["envFrom"]).some((source) => says(at(source, ["secretRef", "name"]), namesDatabase)) ||
    items(container, ["volumeMounts"]).some((mount) =>
      says(at(mount, ["mountPath"]), (path) => dataDirectory.test(path)),
    )
  );
}

/** The value of a field; null when it is absent, UNKNOWN when it is not known or sits in something of another type. */
function at(root: Value, path: Path): Value {
  const reading = read(root, path);
  switch (reading.state) {
    case "absent":
      return null;
    case "known":
      return reading.value;
    case "unknown":
    case "misshapen":
      return UNKNOWN;
  }
}

function items(root: Value, path: Path): readonly Value[] {
  const list = at(root, path);
  if (list === null) {
    return [];
  }
  return isList(list) ? list : [UNKNOWN];
}

/** Whether a text, or one in a list of texts, passes a test; one that is not known yet does. A template's braces are none. */
function says(value: Value, test: (text: string) => boolean): boolean {
  if (value === null || typeof value === "boolean" || typeof value === "number") {
    return false;
  }
  if (isList(value)) {
    return value.some((item) => says(item, test));
  }
  return typeof value === "string" ? test(value) : value === UNKNOWN;
}
