/**
 * Finds what the API server would refuse, or worse, silently drop: unknown fields, missing fields and wrong values in
 * the custom resources of mariadb-operator.
 */
import { check, isObject } from "./check";
import { anyOf, described, quote, type SchemaFinding } from "./findings";
import {
  isMariaDbKind,
  mariadbApiVersion,
  mariadbGroup,
  mariadbKinds,
  mariadbOperatorVersion,
} from "./mariadb";
import { openObject } from "./mariadb/build";
import { objectMeta } from "./mariadb/metadata";
import { structural, type StructuralSchema } from "./structural";
import { laterThan, ofOtherRelease, releaseOf } from "./releases";
import { nearestName } from "./suggestions";

export type { SchemaFinding, SchemaProblem } from "./findings";
export { goDurationSeconds } from "../safety/duration";
export { goDurationProblem } from "./duration";

const oldGroup = /(?:^|\.)mmontes\.io$/;

/**
 * Validates one Kubernetes object; take lists apart first. CEL rules are not evaluated: the API server does that.
 *
 * @param operatorVersion The release that runs, such as 25.8 or 26.3.0; the newest that these schemas hold when left out
 * or not known.
 * @returns the mistakes, in the order of the fields. An object of another group has none, because this module does not
 * know it; something that names no group at all is a mistake, because nobody else would check it.
 */
export function validateObject(object: unknown, operatorVersion?: string): SchemaFinding[] {
  if (!isObject(object)) {
    const message = `A Kubernetes object is expected, but this is ${described(object)}: set apiVersion, kind and spec.`;
    return [{ path: [], problem: "wrong-type", message }];
  }
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    return (["apiVersion", "kind"] as const).flatMap((name) => nameless(object[name], name));
  }
  const group = apiVersion.split("/", 1)[0]?.trim().toLowerCase() ?? "";
  if (group !== mariadbGroup && !oldGroup.test(group)) {
    return [];
  }
  const wrongNames = [...apiVersionFindings(apiVersion, group), ...kindFindings(kind)];
  if (wrongNames.length > 0 || !isMariaDbKind(kind)) {
    return wrongNames;
  }
  const spec = structural(mariadbKinds[kind].spec);
  const release = releaseOf(operatorVersion ?? mariadbOperatorVersion) ?? mariadbOperatorVersion;
  return [
    ...check(object, objectSchema(spec), [], kind).flatMap(
      (finding) => ofOtherRelease(finding, kind, release) ?? [],
    ),
    ...laterThan(release, kind, object.spec, spec),
  ];
}

function nameless(value: unknown, name: "apiVersion" | "kind"): SchemaFinding[] {
  if (typeof value === "string") {
    return [];
  }
  const example = name === "apiVersion" ? mariadbApiVersion : "MariaDB";
  const instead = `set ${name} to a string, such as ${example}.`;
  if (value === undefined) {
    const message = `${name} is missing, so the kind of this object is unknown: ${instead}`;
    return [{ path: [name], problem: "missing-field", message }];
  }
  return [
    {
      path: [name],
      problem: "wrong-type",
      message: `${name} must be text, but it is ${described(value)}: ${instead}`,
    },
  ];
}

function apiVersionFindings(apiVersion: string, group: string): SchemaFinding[] {
  if (apiVersion === mariadbApiVersion) {
    return [];
  }
  const why = group === mariadbGroup ? "is not served" : "is of the group that the operator gave up";
  const message = `apiVersion ${quote(apiVersion)} ${why}, so no controller acts on this object: set ${mariadbApiVersion}.`;
  return [{ path: ["apiVersion"], problem: "unknown-kind", message }];
}

/** Kinds were once called DatabaseMariaDB, UserMariaDB and so on. */
const oldSuffix = /(?<=.)MariaDB$/;

function kindFindings(kind: string): SchemaFinding[] {
  if (isMariaDbKind(kind)) {
    return [];
  }
  const known = Object.keys(mariadbKinds);
  const near = nearestName(kind.replace(oldSuffix, ""), known) ?? nearestName(kind, known);
  const instead = near === undefined ? `use ${anyOf(known)}` : `use "${near}"`;
  const message = `kind ${quote(kind)} is not a kind of ${mariadbGroup} (operator ${mariadbOperatorVersion}): ${instead}.`;
  return [{ path: ["kind"], problem: "unknown-kind", message }];
}

/** The whole object: the API server would take most kinds without a spec, which then do nothing. */
function objectSchema(spec: StructuralSchema): StructuralSchema {
  return {
    type: "object",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: structural(objectMeta),
      spec,
      status: structural(openObject()),
    },
    required: ["spec"],
  };
}
