import type { Rule } from "./rule";
import { allowEmptyFalse } from "./rules/allow-empty-false";
import { dbAppNoCascadeFinalizer } from "./rules/db-app-no-cascade-finalizer";
import { dbAppNoPrune } from "./rules/db-app-no-prune";
import { pinnedRevision } from "./rules/pinned-revision";
import { prodManualSync } from "./rules/prod-manual-sync";
import { projectRequired } from "./rules/project-required";
import { stagingNoSelfheal } from "./rules/staging-no-selfheal";

export { environmentLabel, environmentOf, environments, isStricter, parseEnvironment } from "./environment";
export type { Context, Environment } from "./environment";
export { covers, evaluate, levelOf } from "./evaluate";
export { describeFinding } from "./message";
export type { Finding, Level, Reference, Rule, Severity, Target } from "./rule";
export { formatPath, UNKNOWN } from "./value";
export type { Path, Value, ValueMap } from "./value";
export { workloadLabel } from "./workload";

/** All rules, in the order of their numbers. */
export const rules: readonly Rule[] = [
  dbAppNoPrune,
  dbAppNoCascadeFinalizer,
  prodManualSync,
  stagingNoSelfheal,
  allowEmptyFalse,
  pinnedRevision,
  projectRequired,
];
