import type {
  EnforcementLevel,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";
import { covers, describeFinding, environmentOf, evaluate, parseEnvironment } from "../safety";
import type { Environment, Rule } from "../safety";
import { configSchema, raisedLevel, stackOf } from "./levels";
import { version } from "./package.json";
import { identities, kubernetesObject } from "./resource";
import type { Identity } from "./resource";

/** A violation, and the level to report it at where that is not the configured one. */
interface Violation {
  readonly message: string;
  readonly level: EnforcementLevel | undefined;
}

/**
 * A safety rule as a policy.
 *
 * @param start The environment that the pack started with.
 */
export function toPolicy(rule: Rule, start: Environment): ResourceValidationPolicy {
  const kinds = rule.appliesTo.flatMap((target) => target.kinds);
  return {
    name: rule.id,
    displayName: `${rule.number} ${rule.id}`,
    description: rule.title,
    enforcementLevel: rule.levels[start],
    severity: rule.severity,
    tags: ["mariadb", "gitops", ...kinds],
    framework: { name: "mariadb-gitops", version, reference: rule.number, specification: rule.why },
    url: rule.docs,
    remediationSteps: rule.remedy,
    configSchema,
    validateResource: (args, report) => {
      const violations = validate(rule, start, args);
      if (violations === undefined) {
        return args.notApplicable(`The rule looks at ${kinds.join(", ")}.`);
      }
      for (const violation of violations) {
        send(rule, violation, report);
      }
    },
  };
}

/** The violations of one resource; undefined when the rule does not look at resources of its type. */
function validate(
  rule: Rule,
  start: Environment,
  args: ResourceValidationArgs,
): readonly Violation[] | undefined {
  try {
    const covered = identities(args.type, args.props).filter(({ apiVersion, kind }) =>
      covers(rule, apiVersion, kind),
    );
    return covered.length === 0
      ? undefined
      : covered.flatMap((identity) => violationsOf(rule, start, args, identity));
  } catch (error) {
    // An error here would end the whole preview, and its message may quote a secret.
    const name = error instanceof Error ? error.name : typeof error;
    const message = `The resource "${args.name}" could not be checked: reading it failed with ${name}.`;
    return [{ message, level: undefined }];
  }
}

function violationsOf(
  rule: Rule,
  start: Environment,
  args: ResourceValidationArgs,
  identity: Identity,
): readonly Violation[] {
  const settings = args.getConfig<{ environment?: unknown }>();
  const stack = parseEnvironment(settings.environment) ?? parseEnvironment(stackOf(args.urn)) ?? "production";
  const object = kubernetesObject(identity, args.props);
  const context = { environment: stack };
  const level = raisedLevel(rule, start, stack, environmentOf(object, context));
  return evaluate(rule, object, context).map((finding) => ({
    message: describeFinding(`The ${identity.kind} "${args.name}"`, rule, finding),
    level,
  }));
}

/** @pulumi/policy also takes a violation with a level of its own, which its types do not show. */
type ReportWithLevel = (violation: { message: string; enforcementLevel: EnforcementLevel }) => void;

function send(rule: Rule, { message, level }: Violation, report: ReportViolation): void {
  if (level === undefined) {
    report(message);
    return;
  }
  (report as unknown as ReportWithLevel)({ message: `${rule.title}\n${message}`, enforcementLevel: level });
}
