import type { Finding } from "./finding";
import type { Rule } from "./rule";
import { typeName } from "./value";
import type { Value } from "./value";

/** The characters of revisions, project names, finalizers and the like; a text of others is not printed. */
const printable = /^[\w ./+@:~^*<>=|,{}()-]{0,100}$/;

/**
 * Quotes a value in a message. Use it only for fields whose value is harmless by its nature (a revision, the name of a
 * project or finalizer, a boolean): secrets reach a policy in plain text, and a message ends up in logs.
 */
export function shown(value: Value): string {
  if (typeof value === "boolean" || typeof value === "number") {
    return String(value);
  }
  return typeof value === "string" && printable.test(value)
    ? `"${value}"`
    : `${typeName(value)} not shown here`;
}

/**
 * The whole message of a finding for people: what is wrong, what to write instead, where to read why.
 *
 * @param subject The object as the front end names it, such as `The Application "mariadb-production"`.
 */
export function describeFinding(subject: string, rule: Rule, finding: Finding): string {
  return `${subject} ${finding.message}. ${rule.remedy} See ${rule.docs}.`;
}
