export { defaultParameters, parametersOf } from "./context";
export type { Context, ParameterName, Parameters } from "./context";
export { covers } from "./coverage";
export { environmentOf, environments, isStricter, parseEnvironment, strictest } from "./environment";
export type { Environment } from "./environment";
export { evaluate, levelOf } from "./evaluate";
export { coversType, evaluateResource, resourceKey } from "./evaluate-resource";
export { evaluateChange, evaluatePromotion, evaluateSet } from "./evaluate-set";
export { exceptionProblem, exceptionRule, exceptionsOf, isExcepted } from "./exceptions";
export type { ConfiguredException, Exception } from "./exceptions";
export type { Finding, SetFinding } from "./finding";
export { objectKey } from "./identity";
export { environmentLabel } from "./labels";
export { describeFinding } from "./message";
export { isKubernetesType, isOfChart, stackOf, tokenIdentity } from "./resource";
export type { Identity, PulumiResource } from "./resource";
export { isChangeRule, isObjectRule, isPromotionRule, isResourceRule, isSetRule, scopeOf } from "./rule";
export type {
  Change,
  ChangeRule,
  Contradiction,
  Level,
  Levels,
  ObjectRule,
  Promotion,
  PromotionRule,
  Reference,
  ResourceRule,
  Rule,
  RuleInfo,
  Scope,
  SetRule,
  Severity,
  Target,
} from "./rule";
export { exceptionValid, rules } from "./rules";
export { formatPath, UNKNOWN } from "./value";
export type { Path, Value, ValueMap } from "./value";
export { workloadLabel } from "./workload";
