import type { Context, Environment } from "./environment";
import type { Path, Value } from "./value";

/** How bad the worst outcome is that a rule prevents. "critical" is lost data. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * What a finding does: "mandatory" stops the deployment or the review, "advisory" is only shown. "disabled" means
 * that the rule does not run at all, not even for an object that is labelled with a stricter environment.
 */
export type Level = "advisory" | "mandatory" | "disabled";

/** The kinds of one API group that a rule looks at, in all versions of the group. */
export interface Target {
  /** The API group, such as "argoproj.io"; "" is the core group. */
  readonly group: string;
  readonly kinds: readonly string[];
}

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
}

/** Where to read more: an upstream issue, a report of an incident or a page of a project's documentation. */
export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** One safety rule. */
export interface Rule {
  /** The stable name, such as "db-app-no-prune"; also the name of its file, its test and its page. */
  readonly id: string;
  /** The number in the list of policies, such as "POL-01". */
  readonly number: string;
  /** What must hold, in one line without a full stop. */
  readonly title: string;
  /** What happens otherwise, and where it has happened. */
  readonly why: string;
  readonly severity: Severity;
  /** What a finding does in each environment. */
  readonly levels: Readonly<Record<Environment, Level>>;
  readonly appliesTo: readonly Target[];
  /** What to write instead, as a sentence that names the exact field. */
  readonly remedy: string;
  readonly references: readonly Reference[];
  /** The rule's page, relative to the repository. */
  readonly docs: string;
  /**
   * Says what is wrong with an object of one of the kinds in `appliesTo`. Pure, and total: it never throws, whatever
   * the object holds. No findings means that the rule is satisfied.
   */
  readonly check: (object: Value, context: Context) => readonly Finding[];
}

/** Completes a rule with what follows from its id. */
export function defineRule(rule: Omit<Rule, "docs">): Rule {
  return { ...rule, docs: `docs/rules/${rule.id}.md` };
}
