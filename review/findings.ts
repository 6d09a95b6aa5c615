import {
  environmentOf,
  evaluate,
  isStricter,
  objectKey,
  type Context,
  type Environment,
  type Finding,
  type Level,
  type Path,
  type PulumiResource,
  type Rule,
  type SetFinding,
  type Value,
} from "../safety";
import { saysKind } from "../safety/evaluate";
import { membersOf } from "../safety/objects";
import { read } from "../safety/value";
import { causeOf, oncePerCause, oneOfEngine, type Judged } from "./causes";
import type { ReviewConfig } from "./config";
import { current } from "./current";
import { calledBy, clean, fieldOf, overlayOf, type Diagnostic } from "./diagnostic";
import type { Located } from "./manifest";
import { contextOf, type Surroundings } from "./surroundings";

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
  /**
   * Parts that are delivered by themselves and hold an object of one name, such as two clusters: what one of them loses
   * is lost, though the other still has it.
   */
  readonly parts?: readonly Pick<Batch, "after" | "before">[];
  /** The resources of a Pulumi program, by their position in `after`. */
  readonly resources?: ReadonlyMap<number, PulumiResource>;
}

/** What the review knows besides the objects. */
export interface Circumstances {
  readonly config: ReviewConfig;
  /** YYYY-MM-DD, by which exceptions expire. */
  readonly today: string;
  /** Whether the command line names the environment, which then goes before the file of --config. */
  readonly fixed: boolean;
}

/** The objects of both revisions, without their places; those of a former group as the ones that they are today. */
interface Sets {
  readonly after: readonly Value[];
  readonly before: readonly Value[] | undefined;
}

/** What every rule says about a batch. */
export function reviewBatch(batch: Batch, circumstances: Circumstances): readonly Diagnostic[] {
  const { rules } = circumstances.config;
  const whole = rules.flatMap((rule) => applyRule(rule, batch, setsOf(batch), circumstances));
  const changes = rules.filter(({ scope }) => scope === "change");
  const parts = (batch.parts ?? []).map((part) => ({ ...batch, ...part }));
  return oncePerCause([
    ...whole,
    ...parts.flatMap((part) => changes.flatMap((rule) => applyRule(rule, part, setsOf(part), circumstances))),
  ]);
}

const setsKnown = new WeakMap<object, Sets>();

function setsOf(batch: Pick<Batch, "after" | "before">): Sets {
  const sets = setsKnown.get(batch) ?? {
    after: batch.after.map(({ object }) => current(object)),
    before: batch.before?.map(({ object }) => current(object)),
  };
  setsKnown.set(batch, sets);
  return sets;
}

function applyRule(rule: Rule, batch: Batch, sets: Sets, circumstances: Circumstances): readonly Judged[] {
  const { level, context: own } = levelAndContext(rule, batch.environment, circumstances);
  const { environment } = own;
  const context = { ...own, ...contextOf(batch.known) };
  if (level === "disabled") {
    return [];
  }
  const readable = findingsOf(rule, batch, sets, context).filter((finding) => {
    const located = locatedOf(finding, batch);
    return located === undefined || isReadable(located, finding.path);
  });
  return oneOfEngine(rule, readable, batch.known).map((finding) => {
    const located = locatedOf(finding, batch);
    const own = raised(rule, level, environment, located, circumstances);
    const removed = finding.removed === true;
    const diagnostic = diagnosticOf(rule, finding, located, own, {
      ...(removed && batch.revision !== undefined ? { revision: batch.revision } : {}),
    });
    return { diagnostic, cause: causeOf(finding, located) };
  });
}

/** The object of a batch that a finding is about. */
function locatedOf({ subject, removed }: SetFinding, { before, after }: Batch): Located | undefined {
  return (removed === true ? before : after)?.[subject];
}

/**
 * Whether a finding is about something that is written before the error of a broken document. What is missing there may
 * only be what could not be read.
 */
export function isReadable({ object, brokenAt, positionOf }: Located, path: Path): boolean {
  return brokenAt === undefined || (read(object, path).state === "known" && positionOf(path).line < brokenAt);
}

/** What counts for a rule in an environment: the command line, the file of --config, that of the repository, the rule. */
export function levelAndContext(
  rule: Rule,
  said: Environment,
  { config, today, fixed }: Circumstances,
): { readonly level: Level; readonly context: Context & { readonly environment: Environment } } {
  const own = config.of(rule);
  const environment = fixed ? said : (own.environment ?? said);
  return {
    level: own.level ?? own.levels?.[environment] ?? rule.levels[environment],
    context: {
      ...own,
      environment,
      today,
      exceptions: config.exceptions,
      ruleIds: config.rules.map(({ id }) => id),
    },
  };
}

const unusual = new WeakMap<readonly Value[], readonly number[]>();

/** What a rule may cover although it does not say so: an object of unknown kind, or of a former group. Few are. */
function unusualOf({ after }: Batch, objects: readonly Value[]): readonly number[] {
  const known =
    unusual.get(objects) ??
    objects.flatMap((object, subject) =>
      after[subject]?.object === object && saysKind(object) ? [] : [subject],
    );
  unusual.set(objects, known);
  return known;
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
    case "object": {
      const covered = membersOf(after, ...rule.appliesTo).map(({ index }) => index);
      const subjects = [...new Set([...covered, ...unusualOf(batch, after)])].sort((a, b) => a - b);
      return subjects.flatMap((subject) => {
        const object = after[subject] ?? null;
        const written = batch.after[subject]?.object ?? null;
        const asWritten = written === object ? [] : evaluate(rule, written, context);
        return about(subject, [...evaluate(rule, object, context), ...asWritten]);
      });
    }
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
function raised(
  rule: Rule,
  level: Level,
  environment: Environment,
  located: Located | undefined,
  { config }: Circumstances,
): Level {
  const own = located === undefined ? environment : environmentOf(located.object, { environment });
  const strict = config.of(rule).levels?.[own] ?? rule.levels[own];
  return isStricter(own, environment) && strict === "mandatory" ? "mandatory" : level;
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
    ...overlayOf(located),
    ...(finding.fix === undefined || rule.mechanical !== true || where.revision !== undefined
      ? {}
      : {
          fix: {
            ...finding.fix,
            path: finding.path,
            ...(located?.chart === undefined ? {} : { chart: located.chart }),
          },
        }),
    ...where,
  };
}
