export { defaultParameters, parametersOf } from "./context";
export type { Context, ParameterName, Parameters } from "./context";
export { covers, coversType } from "./coverage";
export { environmentOf, environments, isStricter, parseEnvironment, strictest } from "./environment";
export type { Environment } from "./environment";
export { evaluate, levelOf } from "./evaluate";
export { exceptionProblem, exceptionRule, exceptionsOf, isExcepted } from "./exceptions";
export type { ConfiguredException, Exception } from "./exceptions";
export type { Finding, SetFinding } from "./finding";
export { objectKey } from "./identity";
export { environmentLabel } from "./labels";
export { describeFinding } from "./message";
export { isKubernetesType, isOfChart, resourceKey, stackOf, tokenIdentity } from "./resource";
export type { Identity, PulumiResource } from "./resource";
export type {
  Change,
  Contradiction,
  FindingOf,
  Level,
  Levels,
  Promotion,
  Reference,
  Rule,
  RuleOf,
  Scope,
  Severity,
  Subjects,
  Target,
} from "./rule";
export { exceptionValid, rules } from "./rules";
export { formatPath, UNKNOWN } from "./value";
export type { Path, Value, ValueMap } from "./value";
export { workloadLabel } from "./workload";
