import { formatPath, typeName, type Path, type Value } from "./value";

/** What takes a finding away, where one exact value does: at the path of the finding. */
export type Fix =
  | { readonly set: string | boolean }
  /** An option such as "Prune=false", for a list or a text with commas. It replaces one with the same name. */
  | { readonly add: string }
  /** An item of a list. */
  | { readonly remove: string };

/** One thing that is wrong with an object. */
export interface Finding {
  /** The field to change; front ends turn it into a line of the manifest. */
  readonly path: Path;
  /**
   * The rest of a sentence that begins with the object, without its full stop: "must not set spec.x to true". It may
   * quote values only through `shown`, because a policy receives secrets in plain text.
   */
  readonly message: string;
  /** True when the rule met a value that is not known yet. It counts like any other finding. */
  readonly undecided?: true;
  readonly fix?: Fix;
}

/** One thing that is wrong with an object of a set. */
export interface SetFinding extends Finding {
  /** The position of the object in the set. */
  readonly subject: number;
  /** True when the object is only in the earlier revision; `subject` is its position there. */
  readonly removed?: true;
}

/** The findings of one object as findings of a set. */
export function about(subject: number, findings: readonly Finding[]): readonly SetFinding[] {
  return findings.map((finding) => ({ ...finding, subject }));
}

/** The findings of an object that only the earlier revision holds. */
export function aboutRemoved(subject: number, findings: readonly Finding[]): readonly SetFinding[] {
  return findings.map((finding) => ({ ...finding, subject, removed: true }));
}

/** The characters of revisions, project names, finalizers and the like; a text of others is not printed. */
const printable = /^[\w ./+@:~^*<>=|,$?!{}()-]{0,300}$/;

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
export function describeFinding(
  subject: string,
  rule: { readonly remedy: string; readonly docs: string },
  finding: Finding,
): string {
  return `${subject} ${finding.message}. ${rule.remedy} See ${rule.docs}.`;
}

/** The finding for a value that decides, but is not known yet. */
export function undecided(path: Path): Finding {
  const message =
    `cannot be decided at preview: ${formatPath(path)} is not known yet; ` +
    "make it known (write a constant, not another resource's output or a generator's parameter)";
  return { path, message, undecided: true };
}

/** The finding for a field of the wrong type. It names the types and never the value. */
export function misshapen(path: Path, expected: string, value: Value): Finding {
  return { path, message: `must write ${formatPath(path)} as ${expected}, not as ${typeName(value)}` };
}
