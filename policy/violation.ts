import type { EnforcementLevel, ReportViolation } from "@pulumi/policy";
import {
  describeFinding,
  environmentOf,
  exceptionProblem,
  exceptionValid,
  exceptionsOf,
  isStricter,
  type Context,
  type Environment,
  type Finding,
  type Rule,
  type Value,
} from "../safety";
import { raisedLevel } from "./levels";
import type { Judging } from "./settings";

/** Something to report, and the level to report it at where that is not the configured one. */
export interface Violation {
  readonly rule: Rule;
  readonly message: string;
  readonly level: EnforcementLevel | undefined;
  /** The resource, in a policy that sees the whole stack. */
  readonly urn?: string;
}

/** An object that is judged: how messages name it, and how the configuration of exceptions does. */
interface Subject {
  readonly called: string;
  readonly key: string;
  readonly object: Value;
}

/** The findings of one object as violations, with what is wrong with its exceptions in the configuration. */
export function violationsOf(
  rule: Rule,
  start: Environment,
  context: Judging,
  subject: Subject,
  findings: readonly Finding[],
): readonly Violation[] {
  const assumption = assumptionOf(context, subject.object);
  const violation = (about: Rule, level: EnforcementLevel | undefined) => (finding: Finding) => ({
    rule: about,
    message: describeFinding(subject.called, about, finding) + assumption,
    level: raisedLevel(about, start, context.environment, subject.object) ?? level,
  });
  return [
    ...findings.map(violation(rule, undefined)),
    ...exceptionFindings(rule, context, subject).map(
      violation(exceptionValid, exceptionValid.levels[context.environment]),
    ),
  ];
}

/** How the pack came to the environment, as the end of a message; empty where the object's own label is as strict. */
function assumptionOf({ because, environment }: Judging, object: Value): string {
  const own = environmentOf(object, { environment: "dev" });
  return because === undefined || !isStricter(environment, own) ? "" : ` ${because}`;
}

/** Each policy sees its own exceptions only, so the policy exception-valid cannot look at them. */
function exceptionFindings(rule: Rule, context: Context, { key, object }: Subject): readonly Finding[] {
  return exceptionsOf(object, context, key)
    .filter((exception) => exception.rule === rule.id && exception.source === "configuration")
    .flatMap((exception) => {
      const problem = exceptionProblem(exception, context);
      const message = `has an exception from ${rule.id} in the configuration that ${problem ?? ""}`;
      return problem === undefined ? [] : [{ path: exception.path, message }];
    });
}

/** A resource that could not be read. The message of the error may quote a secret, so only its name is given. */
export function unreadable(rule: Rule, name: string, error: unknown): Violation {
  const kind = error instanceof Error ? error.name : typeof error;
  const message = `The resource "${name}" could not be checked: reading it failed with ${kind}.`;
  return { rule, message, level: undefined };
}

/** @pulumi/policy also takes a violation with a policy and a level of its own, which its types do not show. */
type ReportDetails = (violation: {
  name: string;
  description: string;
  message: string;
  enforcementLevel?: EnforcementLevel;
  severity: string;
  urn?: string;
}) => void;

/** Reports a violation in the name of its rule. */
export function send({ rule, message, level, urn }: Violation, report: ReportViolation): void {
  (report as unknown as ReportDetails)({
    name: rule.id,
    description: rule.title,
    message: `${rule.title}\n${message}`,
    severity: rule.severity,
    ...(level === undefined ? {} : { enforcementLevel: level }),
    ...(urn === undefined ? {} : { urn }),
  });
}
