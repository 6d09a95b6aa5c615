import { environmentOf, type Context, type Engine } from "./environment";
import { exceptionRule, isExcepted } from "./exceptions";
import { undecided, type Finding, type SetFinding } from "./finding";
import { everyKind, groupOf, identityOf, isTarget, matchesTarget } from "./objects";
import { resourceKey } from "./resource";
import type { FindingOf, Level, Rule, RuleOf, Scope, Subjects } from "./rule";
import { UNKNOWN, formatPath, read, type Reading, type Value } from "./value";

/** What a finding of that rule does, for that object: the level of the object's environment. */
export function levelOf(rule: Rule, object: Value, context: Context): Level {
  return rule.levels[environmentOf(object, context)];
}

/**
 * What one rule says about one subject of its scope. Every front end goes through here.
 *
 * A subject without a kind that the rule covers has no findings; neither has an object that does not concern a database,
 * where the front end knows; nor one that a valid exception frees, nor an object of a chart where the rule leaves those out. An object whose kind is not known yet might be covered, so that
 * is a finding, and never keeps the rule from the other objects. A defect of the rule is a finding for every object that
 * it covers, because a check that did not run proves nothing.
 */
export function evaluate<S extends Scope>(
  rule: RuleOf<S>,
  subject: Subjects[S],
  context: Context,
): readonly FindingOf<S>[] {
  if ((rule.notOfCharts === true && context.ofChart === true) || !isUsed(rule.engine, context)) {
    return [];
  }
  const counts = (object: Value): boolean =>
    rule.id === exceptionRule || context.concerns?.(object) !== false;
  const parts = partsOf[rule.scope](subject);
  const undecided: PlacedFinding[] = [];
  const covered: Part[] = [];
  for (const part of parts.filter(({ object }) => counts(object))) {
    const state = coversType(rule, part.type) || coverage(rule, part.object);
    if (typeof state === "object") {
      undecided.push({ ...state, ...part.position });
    } else if (state) {
      covered.push(part);
    }
  }
  const found =
    covered.length === 0
      ? []
      : run(
          () => rule.check(subject, context),
          (defect) => covered.map(({ position }) => ({ ...defect, ...position })),
        );
  const partOf = locator(parts);
  const findings = [...undecided, ...found].filter((finding) => {
    // An exception is read from the object that the finding is about, as it is in its own revision.
    const part = partOf(finding);
    const object = part?.object ?? UNKNOWN;
    return (part === undefined || counts(object)) && !isExcepted(rule, object, context, part?.key);
  });
  return findings as readonly Finding[] as readonly FindingOf<S>[];
}

/** Whether an engine delivers the objects, or may do so because nothing says which. */
function isUsed(engine: Engine | undefined, { engines }: Context): boolean {
  return engine === undefined || engines === undefined || engines.includes(engine);
}

/** Which object of a subject a finding is about; nothing where the subject is one object. */
type Position = Partial<Pick<SetFinding, "subject" | "removed">>;

type PlacedFinding = Finding & Position;

/** An object that findings may be about. */
interface Part {
  readonly object: Value;
  readonly position: Position;
  /** The type token, where the subject is a resource. */
  readonly type?: string;
  /** The name in the configuration of exceptions, where it is not that of the object. */
  readonly key?: string;
}

const partsOf: { readonly [S in Scope]: (subject: Subjects[S]) => readonly Part[] } = {
  object: (object) => [{ object, position: {} }],
  resource: (resource) => [
    { object: resource.object, position: {}, type: resource.type, key: resourceKey(resource) },
  ],
  set: (objects) => objects.map((object, subject) => ({ object, position: { subject } })),
  change: ({ before, after }) => [
    ...before.map((object, subject): Part => ({ object, position: { subject, removed: true } })),
    ...partsOf.set(after),
  ],
  // An object of the earlier environment whose kind is not known yet is nobody's counterpart: the rule finds what has none.
  promotion: ({ later }) => partsOf.set(later),
};

/** Finds the object that a finding is about: of two revisions, the objects of the earlier one come first. */
function locator(parts: readonly Part[]): (finding: PlacedFinding) => Part | undefined {
  const later = parts.findIndex(({ position }) => position.removed !== true);
  return ({ subject = 0, removed }) => parts[removed === true ? subject : later + subject];
}

function run(
  check: () => readonly PlacedFinding[],
  failed: (defect: Finding) => readonly PlacedFinding[],
): readonly PlacedFinding[] {
  try {
    return distinct(check());
  } catch (error) {
    return failed(defect(error));
  }
}

/** One unknown field that several others sit in is one finding. */
function distinct(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ subject, removed, path, message }) => {
    const key = JSON.stringify([subject, removed, formatPath(path), message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The error's message may quote the object, so only its name is given. */
function defect(error: unknown): Finding {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `could not be checked: the rule itself failed with ${name}, which is a defect of the rule; report it`;
  return { path: [], message };
}

/** Whether a rule looks at objects of that apiVersion and kind. */
export function covers(rule: Pick<Rule, "appliesTo">, apiVersion: string, kind: string): boolean {
  return isTarget(rule.appliesTo, groupOf(apiVersion), kind);
}

/** Whether a rule looks at resources of that type of another provider than Kubernetes. */
export function coversType(rule: Pick<Rule, "resourceTypes">, type: string | undefined): boolean {
  return type !== undefined && rule.resourceTypes?.includes(type) === true;
}

/**
 * Whether a rule looks at an object: true, false, or the finding for an apiVersion or kind that is not known yet and
 * might turn out to be one that the rule looks at.
 */
function coverage(rule: Pick<Rule, "appliesTo">, object: Value): boolean | Finding {
  if (saysKind(object)) {
    const { group: own, kind } = identityOf(object);
    return isTarget(rule.appliesTo, own, kind);
  }
  const apiVersion = read(object, ["apiVersion"]);
  const kind = read(object, ["kind"]);
  const possible = rule.appliesTo.some((target) =>
    matchesTarget(target, group(apiVersion) ?? target.group, text(kind) ?? target.kinds[0] ?? ""),
  );
  if (!possible || rule.appliesTo.includes(everyKind)) {
    return possible;
  }
  const unknown = [apiVersion, kind].find(({ state }) => state === "unknown");
  return unknown === undefined || undecided(unknown.path);
}

/** Whether an object says its apiVersion and kind; one that does not, or not yet, may be of any. */
export function saysKind(object: Value): boolean {
  const { version, kind } = identityOf(object);
  return version !== "" && kind !== "";
}

function group(apiVersion: Reading): string | undefined {
  const known = text(apiVersion);
  return known === undefined ? undefined : groupOf(known);
}

/** The text of a field, "" when it is no text, undefined when it is not known yet. */
function text(reading: Reading): string | undefined {
  if (reading.state === "unknown") {
    return undefined;
  }
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}
