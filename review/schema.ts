import { objectKey, type Path, type Value } from "../safety";
import { isMap, read, type Reading } from "../safety/value";
import { isMariaDbKind } from "../schemas/mariadb";
import { validateObject, type SchemaFinding } from "../schemas/validate";
import { current } from "./current";
import { calledBy, clean, fieldOf, overlayOf, type Diagnostic } from "./diagnostic";
import { isReadable } from "./findings";
import type { Located } from "./manifest";
import { schemaRule } from "./own-rules";

/** Names of fields in which somebody may have written a secret instead of a reference to one. */
const secretive = /pass|secret|token|key|credential|auth|cert|sql/i;

/** What is wrong with an object of mariadb-operator, whatever the environment is. */
export function validate(located: Located, operatorVersion?: string): readonly Diagnostic[] {
  const { object, positionOf } = located;
  const today = current(object);
  const versions = isForeign(object) ? [] : [object, ...(today === object ? [] : [today])];
  return versions
    .flatMap((version) => validateObject(version, operatorVersion))
    .filter(
      ({ path }) =>
        read(object, path).state !== "unknown" && isReadable(located, path) && !isFilledIn(object, path),
    )
    .map((finding) => ({
      ...positionOf(finding.path),
      level: "error",
      rule: schemaRule,
      message: clean(`${calledBy(object)} does not fit its schema: ${withoutSecret(finding, object)}`),
      object: clean(objectKey(object)),
      ...fieldOf(finding.path),
      ...overlayOf(located),
    }));
}

/** Other tools write apiVersion: 1, or files with a kind alone; they are no objects of the operator. */
function isForeign(object: Value): boolean {
  if (!isMap(object)) {
    return false;
  }
  const [apiVersion, kind] = [read(object, ["apiVersion"]), read(object, ["kind"])];
  const isText = (reading: Reading) => reading.state === "known" && typeof reading.value === "string";
  if (isText(apiVersion)) {
    return false;
  }
  const named = kind.state === "known" && typeof kind.value === "string" && isMariaDbKind(kind.value);
  return !named || (apiVersion.state === "known" && typeof apiVersion.value === "number");
}

/** Whether Flux or a generator fills a value in later, as with `size: ${SIZE}`. */
function isFilledIn(object: Value, path: Path): boolean {
  const reading = read(object, path);
  return reading.state === "known" && typeof reading.value === "string" && /\$\{\w+|\{\{/.test(reading.value);
}

/** The schema's messages quote the value; not where it may be a secret. */
function withoutSecret({ path, problem, message }: SchemaFinding, object: Value): string {
  const reading = read(object, path);
  if (reading.state !== "known" || typeof reading.value === "object" || problem === "unknown-field") {
    return message;
  }
  if (!path.some((step) => typeof step === "string" && secretive.test(step))) {
    return message;
  }
  return `${path.join(".")} has a value that its schema does not allow, and that is not shown here.`;
}
