import { mariadbGroup } from "../../safety/kinds";
import { text, texts } from "./cel";
import { keepingFields, otherDefinitions } from "./definition-fields";
import { withSubresources, type Check, type Guarded } from "./guarded";
import { everywhere } from "./scope";

const ofOperator = `oldObject.metadata.name.endsWith(${text(`.${mariadbGroup}`)})`;

/**
 * The schemas on the way to a field, from the whole object to the field, as a list: `[]`, `[spec]`, and so on.
 * One that is not there is empty, and no schema that is there can be.
 */
function schemas(version: string): string {
  const depths = [0, 1, 2, 3, 4].map((depth) => {
    const keys = [0, 1, 2, 3].slice(0, depth);
    return `dyn(${version}.?schema.?openAPIV3Schema${keys.map((key) => `.?properties[?field[?${key}].orValue("")]`).join("")}.orValue({}))`;
  });
  return `[${depths.join(", ")}]`;
}

/** CEL that is true when the API server keeps the field: it is declared, or what it is in takes anything. */
function keepsField(chain: string): string {
  return (
    `(${chain}[size(field)] != {} || [0, 1, 2, 3].exists(depth, depth < size(field) && ` +
    `${chain}[depth][?"x-kubernetes-preserve-unknown-fields"].orValue(false) && ${chain}[depth + 1] == {}))`
  );
}

/**
 * CEL that holds for each field by which data is kept, in each version, compared with the version of the same name, or
 * with the stored one for a new version: through each version objects are written, and what its schema does not know
 * is lost. `before` and `after` are the schemas on the way to `field`.
 */
function everyField(kept: string): string {
  // CEL has no word for a local variable; a list of one element binds a name.
  return (
    `variables.versionsAfter.all(version, ` +
    `[variables.versionsBefore.filter(known, known.name == version.name)[?0].orValue(variables.storedBefore)].all(known, ` +
    `variables.fields.all(field, [${schemas("known")}].all(before, [${schemas("version")}].all(after, ${kept})))))`
  );
}

/** CEL of the fields by which objects of this CRD keep data, each as a list of keys. A kind of tomorrow has the usual one. */
function fields(): string {
  const known = Object.entries(keepingFields).map(
    ([name, paths]) => `${text(name)}: [${paths.map((path) => texts(path.split("."))).join(", ")}]`,
  );
  return `{${known.join(", ")}}[?oldObject.metadata.name].orValue([${texts(["spec", "cleanupPolicy"])}])`;
}

const checks: readonly Check[] = [
  {
    name: "keepsVersions",
    variables: {
      versionsBefore: "oldObject.spec.versions.filter(version, version.served)",
      storedBefore: "oldObject.spec.versions.filter(version, version.storage)[0]",
    },
    // The engines and other controllers move their storage to a new version and drop the old one later.
    kept:
      `(${ofOperator} ? variables.versionsBefore : [variables.storedBefore]).all(version, !version.served || ` +
      "object.spec.versions.exists(other, other.name == version.name && other.served))",
    loss: "stops serving a version of the kind",
  },
  {
    name: "keepsStoredVersion",
    kept:
      `!(${ofOperator}) || object.spec.versions.exists(version, version.storage && ` +
      "version.name == variables.storedBefore.name)",
    loss: "changes the version in which objects are stored",
  },
  {
    name: "keepsFields",
    variables: {
      fields: fields(),
      versionsAfter: "object.spec.versions.filter(version, version.served || version.storage)",
    },
    kept: everyField(`!${keepsField("before")} || ${keepsField("after")}`),
    loss: "drops a field by which data is kept, from every object",
  },
  {
    name: "keepsDefaults",
    kept: everyField(
      "[1, 2, 3, 4].all(depth, depth > size(field) || " +
        "after[depth].?default.orValue(null) == before[depth].?default.orValue(null))",
    ),
    loss: "changes or sets the default of a field by which data is kept",
  },
  {
    name: "keepsStatus",
    kept:
      `!(${ofOperator}) || variables.versionsBefore.all(version, !version.?subresources.?status.hasValue() || ` +
      `object.spec.versions.all(other, other.name != version.name || other.?subresources.?status.hasValue()))`,
    loss: "drops the status, by which the operator knows what it has done",
  },
  {
    name: "staysUnconverted",
    kept:
      `!(${ofOperator}) || object.?spec.?conversion.?strategy.orValue("None") == "None" || ` +
      "object.?spec.?conversion.?strategy == oldObject.?spec.?conversion.?strategy && " +
      '["service", "url"].all(key, object.?spec.?conversion.?webhook.?clientConfig[?key] == ' +
      "oldObject.?spec.?conversion.?webhook.?clientConfig[?key])",
    loss: "has a webhook convert the objects, which nobody can read when it does not answer",
  },
];

/**
 * The operator's CRDs, and others whose objects hold data, credentials or the guarded objects of an engine. The API
 * server deletes the objects of a deleted CRD without asking any admission policy.
 */
export function definitions(): Guarded {
  return {
    name: "definitions",
    kinds: [{ group: "apiextensions.k8s.io", resources: withSubresources("customresourcedefinitions") }],
    matchCondition: `${ofOperator} || oldObject.metadata.name in ${texts(otherDefinitions)}`,
    consequence: "With it goes every object of its kind, confirmed or not, in every namespace.",
    checks,
    scopes: everywhere,
  };
}
