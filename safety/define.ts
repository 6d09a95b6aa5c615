import type { ChangeRule, Levels, ObjectRule, PromotionRule, ResourceRule, Rule, SetRule } from "./rule";

/** A rule as its file writes it. */
type Draft<R extends Rule> = Omit<R, "docs" | "levels"> & {
  /** @default advisory in dev, mandatory in staging and production */
  readonly levels?: Levels;
};

/** The usual levels, or others for some of the environments: `levels({ dev: "mandatory" })`. */
export function levels(others: Partial<Levels> = {}): Levels {
  return { dev: "advisory", staging: "mandatory", production: "mandatory", ...others };
}

/** Completes a rule with what follows from its id, and with the usual levels. */
export function defineRule(draft: Draft<ObjectRule>): ObjectRule;
export function defineRule(draft: Draft<SetRule>): SetRule;
export function defineRule(draft: Draft<ChangeRule>): ChangeRule;
export function defineRule(draft: Draft<PromotionRule>): PromotionRule;
export function defineRule(draft: Draft<ResourceRule>): ResourceRule;
export function defineRule(
  draft: Draft<ObjectRule> | Draft<SetRule> | Draft<ChangeRule> | Draft<PromotionRule> | Draft<ResourceRule>,
): Rule {
  return { ...draft, levels: draft.levels ?? levels(), docs: `docs/rules/${draft.id}.md` };
}
