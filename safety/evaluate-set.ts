import type { Context } from "./context";
import { coverage } from "./coverage";
import { isExcepted } from "./exceptions";
import { about, aboutRemoved } from "./finding";
import type { Finding, SetFinding } from "./finding";
import { isChangeRule, isPromotionRule, isSetRule } from "./rule";
import type { Change, Promotion, Rule, RuleInfo } from "./rule";
import { run } from "./run";
import { UNKNOWN } from "./value";
import type { Value } from "./value";

/** Attaches the findings of the object at a position. */
type Placed = (subject: number, findings: readonly Finding[]) => readonly SetFinding[];

/**
 * What one set rule says about a rendered set; nothing, when the set holds no kind that the rule covers. An object
 * whose kind is not known yet is a finding of its own and never keeps the rule from the others.
 */
export function evaluateSet(rule: Rule, objects: readonly Value[], context: Context): readonly SetFinding[] {
  if (!isSetRule(rule)) {
    return [];
  }
  return evaluateOne(rule, objects, context, () => rule.checkSet(objects, context));
}

/**
 * What one promotion rule says about an environment beside the one that ran before. An object of the earlier environment
 * whose kind is not known yet is nobody's counterpart, so the rule finds what has none.
 */
export function evaluatePromotion(rule: Rule, promotion: Promotion, context: Context): readonly SetFinding[] {
  if (!isPromotionRule(rule)) {
    return [];
  }
  return evaluateOne(rule, promotion.later, context, () => rule.checkPromotion(promotion, context));
}

/** A check whose findings are all about objects of one set. */
function evaluateOne(
  rule: RuleInfo,
  objects: readonly Value[],
  context: Context,
  check: () => readonly SetFinding[],
): readonly SetFinding[] {
  const { undecided, subjects } = survey(rule, objects, about);
  const failed = (defect: Finding) => subjects.flatMap((subject) => about(subject, [defect]));
  const found = subjects.length === 0 ? [] : run(check, failed);
  return withoutExcepted(rule, [...undecided, ...found], { before: [], after: objects }, context);
}

/** What one change rule says about two revisions of a set. */
export function evaluateChange(rule: Rule, change: Change, context: Context): readonly SetFinding[] {
  if (!isChangeRule(rule)) {
    return [];
  }
  const before = survey(rule, change.before, aboutRemoved);
  const after = survey(rule, change.after, about);
  const failed = (defect: Finding) => [
    ...before.subjects.flatMap((subject) => aboutRemoved(subject, [defect])),
    ...after.subjects.flatMap((subject) => about(subject, [defect])),
  ];
  const covered = before.subjects.length + after.subjects.length > 0;
  const found = covered ? run(() => rule.checkChange(change, context), failed) : [];
  return withoutExcepted(rule, [...before.undecided, ...after.undecided, ...found], change, context);
}

/** Which objects a rule covers, and the findings for those of which nobody knows. */
function survey(rule: RuleInfo, objects: readonly Value[], placed: Placed) {
  const covered = objects.map((object) => coverage(rule, object));
  return {
    undecided: covered.flatMap((state, index) => (typeof state === "object" ? placed(index, [state]) : [])),
    subjects: covered.flatMap((state, index) => (state === true ? [index] : [])),
  };
}

/** An exception is read from the object that the finding is about, as it is in its own revision. */
function withoutExcepted(
  rule: RuleInfo,
  findings: readonly SetFinding[],
  { before, after }: Change,
  context: Context,
): readonly SetFinding[] {
  return findings.filter(({ subject, removed }) => {
    const object = (removed === true ? before : after)[subject] ?? UNKNOWN;
    return !isExcepted(rule, object, context);
  });
}
