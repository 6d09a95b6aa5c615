import { argoApplications, checkApplication, type ApplicationView } from "../application";
import { eachItem, inspect } from "../expect";
import { undecided, type Finding } from "../finding";
import { defineRule, levels } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

export const applicationFields = defineRule({
  id: "application-fields",
  scope: "object",
  title: "An Application has a path or a chart, and a server or a cluster's name, never both",
  why:
    "Argo CD refuses an Application whose destination has both, and one whose source has neither: it no longer compares " +
    "or syncs it, and no drift is shown until somebody looks. With both a path and a chart it takes the one and ignores " +
    "the other without a word.",
  severity: "medium",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [argoApplications],
  remedy: "Keep one of path and chart in spec.source, and one of server and name in spec.destination.",
  references: [
    {
      title: "Kyverno: fields of an Application",
      url: "https://kyverno.io/policies/argo/application-field-validation/application-field-validation/",
    },
    {
      title: "Argo CD: specification of an Application",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/",
    },
  ],
  equivalents: ["kyverno/application-field-validation"],
  check: (object) => checkApplication(object, application),
});

function application({ root, at }: ApplicationView): readonly Finding[] {
  const spec = [...at, "spec"];
  return [
    ...inspect(root, [...spec, "source"], { known: (_, path) => source(root, path) }),
    ...eachItem(root, [...spec, "sources"], (_, path) => source(root, path)),
    ...inspect(root, [...spec, "destination"], {
      known: (_, path) => oneOf(root, path, ["server", "name"], true),
    }),
  ];
}

/** A source with a ref only lends its files to the others. */
function source(root: Value, path: Path): readonly Finding[] {
  return oneOf(root, path, ["path", "chart"], read(root, [...path, "ref"]).state === "absent");
}

/** Requires one of two fields. A value that is not known yet is one, unless it comes with another. */
function oneOf(
  root: Value,
  at: Path,
  fields: readonly [string, string],
  needed: boolean,
): readonly Finding[] {
  const given = fields
    .map((name) => read(root, [...at, name]))
    .filter((field) => field.state !== "absent" && !isEmpty(field));
  const [first, second] = given;
  if (first === undefined) {
    const message = `must set ${fields.join(" or ")} in ${formatPath(at)}`;
    return needed ? [{ path: at, message }] : [];
  }
  if (second === undefined) {
    return [];
  }
  const hidden = given.find(({ state }) => state === "unknown");
  const message = `must not set both ${fields.join(" and ")} in ${formatPath(at)}`;
  return [hidden === undefined ? { path: second.path, message } : undecided(hidden.path)];
}

function isEmpty(field: ReturnType<typeof read>): boolean {
  return field.state === "known" && field.value === "";
}
