import type { Context, ParameterName } from "./context";
import type { Environment } from "./environment";
import type { Finding, SetFinding } from "./finding";
import type { PulumiResource } from "./resource";
import type { Value } from "./value";

/** How bad the worst outcome is that a rule prevents. "critical" is lost data. */
export type Severity = "low" | "medium" | "high" | "critical";

/**
 * What a finding does: "mandatory" stops the deployment or the review, "advisory" is only shown. "disabled" means
 * that the rule does not run at all, not even for an object that is labelled with a stricter environment.
 */
export type Level = "advisory" | "mandatory" | "disabled";

/** What a finding does in each environment. */
export type Levels = Readonly<Record<Environment, Level>>;

/** The kinds of one API group that a rule looks at, in all versions of the group. */
export interface Target {
  /** The API group, such as "argoproj.io"; "" is the core group, "*" every group. */
  readonly group: string;
  /** The kinds; "*" is every kind of the group. */
  readonly kinds: readonly string[];
}

/** Where to read more: an upstream issue, a report of an incident or a page of a project's documentation. */
export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** A well-known rule of another set that asks for the reverse. */
export interface Contradiction {
  /** The rule's public name, such as "kube-linter/job-ttl-seconds-after-finished". */
  readonly rule: string;
  readonly url: string;
  /** Why a database needs the reverse, as a sentence. */
  readonly why: string;
}

/** Two revisions of a rendered set. */
export interface Change {
  readonly before: readonly Value[];
  readonly after: readonly Value[];
}

/** What two environments render: the one that ran a release before, and the one that is to run it now. */
export interface Promotion {
  readonly earlier: readonly Value[];
  readonly later: readonly Value[];
}

/** What every rule says about itself. */
export interface RuleInfo {
  /** The stable name, such as "db-app-no-prune"; also the name of its file, its test and its page. */
  readonly id: string;
  /** The number in the list of policies, such as "POL-01". A rule that is not in that list has none. */
  readonly number?: string;
  /** What must hold, in one line without a full stop. */
  readonly title: string;
  /** What happens otherwise, and where it has happened. */
  readonly why: string;
  readonly severity: Severity;
  readonly levels: Levels;
  /** The kinds that findings are about. A set rule may read others besides. */
  readonly appliesTo: readonly Target[];
  /** What to write instead, as a sentence that names the exact field. */
  readonly remedy: string;
  readonly references: readonly Reference[];
  /** The requirements that the rule covers: see docs/requirements.ts for the ids. */
  readonly answers: readonly string[];
  readonly contradicts?: readonly Contradiction[];
  /** The rule is about what lies in Git in clear. What a program registers does not: its state is encrypted. */
  readonly gitOnly?: true;
  /**
   * The rule is about what you write yourself. Nobody edits the objects of a chart, which the chart's version pins, so
   * a front end that knows for certain that an object comes from a chart leaves it out.
   */
  readonly notOfCharts?: true;
  /** The parameters that the check reads from its context; a policy's configuration offers these. */
  readonly parameters?: readonly ParameterName[];
  /** The fields whose values messages quote, by their last name. Tests plant secrets in all others. */
  readonly shows?: readonly string[];
  /** The rule's page, relative to the repository. */
  readonly docs: string;
}

/** Looks at one plain Kubernetes object. */
export interface ObjectRule extends RuleInfo {
  /**
   * Says what is wrong with an object of one of the kinds in `appliesTo`. Pure, and total: it never throws, whatever
   * the object holds. No findings means that the rule is satisfied.
   */
  readonly check: (object: Value, context: Context) => readonly Finding[];
}

/** Looks at the relations inside one rendered set. */
export interface SetRule extends RuleInfo {
  /** Like `check`, for all objects of a set; it runs only when the set holds a kind in `appliesTo`. */
  readonly checkSet: (objects: readonly Value[], context: Context) => readonly SetFinding[];
}

/** Looks at two revisions of a set. */
export interface ChangeRule extends RuleInfo {
  /** Like `check`, for two revisions; it runs only when one of them holds a kind in `appliesTo`. */
  readonly checkChange: (change: Change, context: Context) => readonly SetFinding[];
}

/** Looks at one environment beside the one that ran before it. */
export interface PromotionRule extends RuleInfo {
  /**
   * Like `check`, for two environments; it runs only when the later one holds a kind in `appliesTo`. Findings are about
   * objects of the later one. The namespaces differ, so objects are matched without them.
   */
  readonly checkPromotion: (promotion: Promotion, context: Context) => readonly SetFinding[];
}

/** Looks at a resource of a Pulumi program, with its options. */
export interface ResourceRule extends RuleInfo {
  /** Pulumi type tokens of other providers, which the rule looks at besides the kinds in `appliesTo`. */
  readonly resourceTypes?: readonly string[];
  /** Like `check`, for a resource of one of the kinds or types. */
  readonly checkResource: (resource: PulumiResource, context: Context) => readonly Finding[];
}

/** One safety rule. Its scope follows from the check that it has. */
export type Rule = ObjectRule | SetRule | ChangeRule | PromotionRule | ResourceRule;

/** What a rule looks at. */
export type Scope = "object" | "set" | "change" | "promotion" | "resource";

export function isObjectRule(rule: Rule): rule is ObjectRule {
  return "check" in rule;
}

export function isSetRule(rule: Rule): rule is SetRule {
  return "checkSet" in rule;
}

export function isChangeRule(rule: Rule): rule is ChangeRule {
  return "checkChange" in rule;
}

export function isPromotionRule(rule: Rule): rule is PromotionRule {
  return "checkPromotion" in rule;
}

export function isResourceRule(rule: Rule): rule is ResourceRule {
  return "checkResource" in rule;
}

/** What a rule looks at, told by the check that it has. */
export function scopeOf(rule: Rule): Scope {
  if (isObjectRule(rule)) {
    return "object";
  }
  if (isSetRule(rule)) {
    return "set";
  }
  if (isChangeRule(rule)) {
    return "change";
  }
  return isPromotionRule(rule) ? "promotion" : "resource";
}
