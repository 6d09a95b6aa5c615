import { objectKey, type Value } from "../safety";
import { read } from "../safety/value";
import { validateObject, type SchemaFinding } from "../schemas/validate";
import { current } from "./current";
import { calledBy, clean, fieldOf, type Diagnostic } from "./diagnostic";
import { isReadable } from "./findings";
import type { Located } from "./manifest";
import { schemaRule } from "./own-rules";

/** Names of fields in which somebody may have written a secret instead of a reference to one. */
const secretive = /pass|secret|token|key|credential|auth|cert|sql/i;

/** What is wrong with an object of mariadb-operator, whatever the environment is. */
export function validate(located: Located): readonly Diagnostic[] {
  const { object, positionOf } = located;
  const today = current(object);
  return [...validateObject(object), ...(today === object ? [] : validateObject(today))]
    .filter(({ path }) => read(object, path).state !== "unknown" && isReadable(located, path))
    .map((finding) => ({
      ...positionOf(finding.path),
      level: "error",
      rule: schemaRule,
      message: clean(`${calledBy(object)} does not fit its schema: ${withoutSecret(finding, object)}`),
      object: clean(objectKey(object)),
      ...fieldOf(finding.path),
    }));
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
