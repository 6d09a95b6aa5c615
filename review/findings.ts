import {
  environmentOf,
  evaluate,
  formatPath,
  isStricter,
  objectKey,
  rules,
  type Context,
  type Engine,
  type Environment,
  type Finding,
  type Level,
  type PulumiResource,
  type Rule,
  type SetFinding,
  type Value,
} from "../safety";
import { identityOf } from "../safety/objects";
import type { ReviewConfig } from "./config";
import { calledBy, clean, fieldOf, type Diagnostic } from "./diagnostic";
import type { Located } from "./manifest";

/** Everything that was given of one environment: relations are looked for inside it. */
export interface Batch {
  readonly environment: Environment;
  readonly after: readonly Located[];
  /** The same at the earlier revision; undefined when there is none to compare with. */
  readonly before?: readonly Located[];
  /** What the environment renders that ran before; undefined when there is none to compare with. */
  readonly earlier?: readonly Value[];
  /** What is known of the objects besides themselves; nothing of those of a program. */
  readonly known?: Surroundings;
  /** How messages name the earlier revision. */
  readonly revision?: string;
  /** The resources of a Pulumi program, by their position in `after`. */
  readonly resources?: ReadonlyMap<number, PulumiResource>;
}

/** What the repository around objects says about them. */
export interface Surroundings extends Required<Pick<Context, "isDelivered" | "placeOf">> {
  /** What has to do with a database. */
  readonly databases: ReadonlySet<Value>;
  /** The engines that deliver; undefined when nothing says it. */
  readonly engines: readonly Engine[] | undefined;
}

/** What the review knows besides the objects. */
export interface Circumstances {
  readonly config: ReviewConfig;
  /** YYYY-MM-DD, by which exceptions expire. */
  readonly today: string;
  /** Whether the command line names the environment, which then goes before the file of --config. */
  readonly fixed: boolean;
}

/** The objects of both revisions, without their places. */
interface Sets {
  readonly after: readonly Value[];
  readonly before: readonly Value[] | undefined;
}

/** What every rule says about a batch. */
export function reviewBatch(batch: Batch, circumstances: Circumstances): readonly Diagnostic[] {
  const sets: Sets = {
    after: batch.after.map(({ object }) => object),
    before: batch.before?.map(({ object }) => object),
  };
  return oncePerCause(rules.flatMap((rule) => applyRule(rule, batch, sets, circumstances)));
}

function applyRule(rule: Rule, batch: Batch, sets: Sets, circumstances: Circumstances): readonly Judged[] {
  const { level, context: own } = levelAndContext(rule, batch.environment, circumstances);
  const { environment } = own;
  const context = { ...own, ...surroundingsOf(batch) };
  if (level === "disabled") {
    return [];
  }
  const found = findingsOf(rule, batch, sets, context);
  return oneOfEngine(rule, found, batch).map((finding) => {
    const removed = finding.removed === true;
    const located = (removed ? batch.before : batch.after)?.[finding.subject];
    const own = raised(rule, level, environment, located);
    const diagnostic = diagnosticOf(rule, finding, located, own, {
      ...(removed && batch.revision !== undefined ? { revision: batch.revision } : {}),
    });
    return { diagnostic, cause: causeOf(finding, located) };
  });
}

/** A finding, and what keeps several rules from being decided; undefined for what was decided. */
interface Judged {
  readonly diagnostic: Diagnostic;
  readonly cause: string | undefined;
}

/** One template of an ApplicationSet leaves many fields open, and is one cause; elsewhere each field is its own. */
function causeOf({ undecided, path, subject }: SetFinding, located: Located | undefined): string | undefined {
  const generated = located !== undefined && identityOf(located.object).kind === "ApplicationSet";
  return undecided === true ? `${subject} ${generated ? "" : formatPath(path)}` : undefined;
}

/** What several rules could not decide for one cause is said once, by the strictest of them, and names the others. */
function oncePerCause(all: readonly Judged[]): readonly Diagnostic[] {
  const decided = all.flatMap(({ diagnostic, cause }) => (cause === undefined ? diagnostic : []));
  const open = Map.groupBy(
    all.filter(({ cause }) => cause !== undefined),
    ({ cause }) => cause,
  );
  const said = [...open.values()].flatMap((judged) => {
    const [first, ...others] = judged
      .map(({ diagnostic }) => diagnostic)
      .sort((a, b) => Number(b.level === "error") - Number(a.level === "error"));
    const ids = [...new Set(others.map(({ rule }) => rule.id))].filter((id) => id !== first?.rule.id);
    if (first === undefined || ids.length === 0) {
      return first ?? [];
    }
    return { ...first, message: `${first.message} For the same reason ${ids.join(", ")} cannot be checked.` };
  });
  return [...decided, ...said];
}

/** What the repository around a batch tells its rules. */
function surroundingsOf({ known }: Batch): Partial<Context> {
  if (known === undefined) {
    return {};
  }
  const { databases, engines, placeOf, isDelivered } = known;
  return {
    concerns: (object) => databases.has(object),
    placeOf,
    isDelivered,
    ...(engines === undefined ? {} : { engines }),
  };
}

/**
 * Where nothing says which engine delivers, a rule of one of them says so once, and not for every object: it may be that
 * none of them needs it.
 */
function oneOfEngine(
  { engine }: Rule,
  found: readonly SetFinding[],
  { known }: Batch,
): readonly SetFinding[] {
  const [first] = found;
  if (engine === undefined || known === undefined || known.engines !== undefined || first === undefined) {
    return found;
  }
  const others = new Set(found.map(({ subject, removed }) => `${subject} ${removed ?? false}`)).size - 1;
  const more = others === 0 ? "" : `; neither do ${others} more objects carry it`;
  const message = `${first.message}${more}; nothing says which engine delivers them, so set --engine`;
  return [{ ...first, message }];
}

/** What counts for a rule in an environment: the command line first, then the file of --config, then the rule. */
export function levelAndContext(
  rule: Rule,
  said: Environment,
  { config, today, fixed }: Circumstances,
): { readonly level: Level; readonly context: Context & { readonly environment: Environment } } {
  const own = config.of(rule);
  const environment = fixed ? said : (own.environment ?? said);
  return {
    level: own.level ?? rule.levels[environment],
    context: { ...own, environment, today, exceptions: config.exceptions },
  };
}

function findingsOf(
  rule: Rule,
  batch: Batch,
  { after, before }: Sets,
  context: Context,
): readonly SetFinding[] {
  const about = (subject: number, findings: readonly Finding[]) =>
    findings.map((finding) => ({ ...finding, subject }));
  switch (rule.scope) {
    case "object":
      return after.flatMap((object, subject) => about(subject, evaluate(rule, object, context)));
    case "resource":
      return [...(batch.resources ?? [])].flatMap(([subject, resource]) =>
        about(subject, evaluate(rule, resource, context)),
      );
    case "set":
      return evaluate(rule, after, context);
    case "change":
      return before === undefined ? [] : evaluate(rule, { before, after }, context);
    case "promotion":
      return batch.earlier === undefined
        ? []
        : evaluate(rule, { earlier: batch.earlier, later: after }, context);
  }
}

/** An object whose label is stricter than the batch is held to the level of its own environment. */
function raised(rule: Rule, level: Level, environment: Environment, located: Located | undefined): Level {
  const own = located === undefined ? environment : environmentOf(located.object, { environment });
  return isStricter(own, environment) && rule.levels[own] === "mandatory" ? "mandatory" : level;
}

function diagnosticOf(
  rule: Rule,
  finding: SetFinding,
  located: Located | undefined,
  level: Level,
  where: { readonly revision?: string },
): Diagnostic {
  const object = located?.object ?? null;
  const { called, key } = located?.subject ?? { called: calledBy(object), key: objectKey(object) };
  const then = where.revision === undefined ? "" : ` (as it is in ${where.revision})`;
  return {
    ...(located?.positionOf(finding.path) ?? { file: "", line: 1, column: 1 }),
    level: level === "mandatory" ? "error" : "warning",
    rule,
    message: clean(`${called}${then} ${finding.message}.`),
    object: clean(key),
    ...fieldOf(finding.path),
    ...where,
  };
}
