export { describeFinding } from "./finding";
export type { Finding, Fix, SetFinding } from "./finding";
export {
  defaultParameters,
  environmentOf,
  environments,
  isStricter,
  parametersOf,
  parseEnvironment,
  strictest,
} from "./environment";
export type {
  ConfiguredException,
  Context,
  Engine,
  Environment,
  ParameterName,
  Parameters,
} from "./environment";
export { covers, coversType, evaluate, levelOf } from "./evaluate";
export { exceptionProblem, exceptionRule, exceptionsOf, isExcepted } from "./exceptions";
export type { Exception } from "./exceptions";
export { environmentLabel, workloadLabel } from "./labels";
export { objectKey } from "./objects";
export type { Target } from "./objects";
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
} from "./rule";
export { exceptionValid, rules } from "./rules";
export { formatPath, UNKNOWN } from "./value";
export type { Path, Value, ValueMap } from "./value";
