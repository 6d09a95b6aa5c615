import type { Context, Engine, Environment, ParameterName } from "./environment";
import type { Finding, SetFinding } from "./finding";
import type { Target } from "./objects";
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

/** What a rule of each scope looks at. */
export interface Subjects {
  /** One plain Kubernetes object. */
  readonly object: Value;
  /** All objects of one rendered set, for the relations between them. */
  readonly set: readonly Value[];
  /** Two revisions of a set. */
  readonly change: Change;
  /**
   * One environment beside the one that ran before it. Findings are about objects of the later one. The namespaces
   * differ, so objects are matched without them.
   */
  readonly promotion: Promotion;
  /** A resource of a Pulumi program, with its options. */
  readonly resource: PulumiResource;
}

/** What a rule looks at. */
export type Scope = keyof Subjects;

/** What a rule of a scope finds: where it looks at several objects, a finding says which one it is about. */
export type FindingOf<S extends Scope> = S extends "object" | "resource" ? Finding : SetFinding;

/** A rule as its file writes it. */
interface RuleDraft<S extends Scope> {
  /** What the rule looks at. */
  readonly scope: S;
  /** The stable name, such as "db-app-no-prune"; also the name of its file, its test and its page. */
  readonly id: string;
  /** What must hold, in one line without a full stop. */
  readonly title: string;
  /** What happens otherwise, and where it has happened. */
  readonly why: string;
  readonly severity: Severity;
  /** @default advisory in dev, mandatory in staging and production */
  readonly levels?: Levels;
  /** The kinds that findings are about. A rule about several objects may read others besides. */
  readonly appliesTo: readonly Target[];
  /** For a resource rule: the Pulumi type tokens of other providers that it looks at besides these kinds. */
  readonly resourceTypes?: readonly string[];
  /** What to write instead, as a sentence that names the exact field. */
  readonly remedy: string;
  readonly references: readonly Reference[];
  /** Rules of well-known sets that ask for the same, such as "kyverno/disallow-host-path". */
  readonly equivalents?: readonly string[];
  readonly contradicts?: readonly Contradiction[];
  /** The rule is about what lies in Git in plaintext. What a program registers does not: its state is encrypted. */
  readonly gitOnly?: true;
  /**
   * The rule is about what you write yourself. Nobody edits the objects of a chart, which the chart's version pins, so
   * a front end that knows for certain that an object comes from a chart leaves it out.
   */
  readonly notOfCharts?: true;
  /** The one engine that the rule is about, where objects are asked for what only that engine reads. */
  readonly engine?: Engine;
  /**
   * The fixes that findings carry may be written without a thought: they change neither what an object is called nor what
   * its clients see.
   *
   * @default findings are fixed by people
   */
  readonly mechanical?: true;
  /** The parameters that the check reads from its context; a policy's configuration offers these. */
  readonly parameters?: readonly ParameterName[];
  /** The fields whose values messages quote, by their last name. Tests plant secrets in all others. */
  readonly shows?: readonly string[];
  /**
   * Says what is wrong with a subject; no findings means that the rule is satisfied. Pure, and total: it never throws,
   * whatever the objects hold. It runs only when one of the objects is of a kind in `appliesTo`.
   */
  readonly check: (subject: Subjects[S], context: Context) => readonly FindingOf<S>[];
}

/** A rule of one scope. */
export interface RuleOf<S extends Scope> extends RuleDraft<S> {
  readonly levels: Levels;
  /** The rule's page, relative to the repository. */
  readonly docs: string;
}

/** One safety rule. Its scope says what its check takes. */
export type Rule = { [S in Scope]: RuleOf<S> }[Scope];

/** The usual levels, or others for some of the environments: `levels({ dev: "mandatory" })`. */
export function levels(others: Partial<Levels> = {}): Levels {
  return { dev: "advisory", staging: "mandatory", production: "mandatory", ...others };
}

/** Completes a rule with what follows from its id, and with the usual levels. */
export function defineRule<S extends Scope>(draft: RuleDraft<S>): RuleOf<S> {
  return { ...draft, levels: draft.levels ?? levels(), docs: `docs/rules/${draft.id}.md` };
}
