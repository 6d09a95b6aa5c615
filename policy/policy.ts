import type { Policy, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import {
  covers,
  coversType,
  evaluate,
  isOfChart,
  objectKey,
  resourceKey,
  stackOf,
  type Identity,
  type PulumiResource,
  type Rule,
} from "../safety";
import type { Start } from "./environment";
import type { ResourceRule } from "./levels";
import { version } from "./package.json";
import { identities, kubernetesObject, plain, protection } from "./resource";
import { notApplicable } from "./sdk";
import { configSchemaOf, contextOf, type PolicySettings } from "./settings";
import { send, unreadable, violationsOf, type Violation } from "./violation";

/** Description of a policy, from its rule. */
export function metadataOf(rule: Rule, { environment }: Start): Policy {
  return {
    name: rule.id,
    displayName: rule.id,
    description: rule.title,
    enforcementLevel: rule.levels[environment],
    severity: rule.severity,
    tags: ["mariadb", "gitops", ...kindsOf(rule), ...(rule.equivalents ?? [])],
    framework: {
      name: "mariadb-gitops",
      version,
      reference: rule.id,
      specification: rule.why,
    },
    url: rule.docs,
    remediationSteps: rule.remedy,
    configSchema: configSchemaOf(rule),
  };
}

/** A rule that looks at one object or one resource, as a policy. */
export function toPolicy(rule: ResourceRule, start: Start): ResourceValidationPolicy {
  const reason = `The rule looks at ${kindsOf(rule).join(", ")}.`;
  return {
    ...metadataOf(rule, start),
    validateResource: (args, report) => {
      const violations = validate(rule, start, args);
      if (violations === undefined) {
        return notApplicable(args, reason);
      }
      for (const violation of violations) {
        send(violation, report);
      }
    },
  };
}

function kindsOf(rule: Rule): readonly string[] {
  return rule.appliesTo
    .flatMap((target) => target.kinds)
    .map((kind) => (kind === "*" ? "every kind" : kind))
    .concat(rule.resourceTypes ?? []);
}

/** The violations of one resource; undefined when the rule does not look at resources of its type. */
function validate(
  rule: ResourceRule,
  start: Start,
  args: ResourceValidationArgs,
): readonly Violation[] | undefined {
  try {
    if (rule.scope === "resource" && coversType(rule, args.type)) {
      return violationsIn(rule, start, args, undefined);
    }
    const covered = identities(args.type, args.props).filter(({ apiVersion, kind }) =>
      covers(rule, apiVersion, kind),
    );
    return covered.length === 0
      ? undefined
      : covered.flatMap((identity) => violationsIn(rule, start, args, identity));
  } catch (error) {
    // An error here would end the whole preview.
    return [unreadable(rule, args.name, error)];
  }
}

function violationsIn(
  rule: ResourceRule,
  start: Start,
  args: ResourceValidationArgs,
  identity: Identity | undefined,
): readonly Violation[] {
  const object = identity === undefined ? plain(args.props) : kubernetesObject(identity, args.props);
  const resource: PulumiResource = {
    type: args.type,
    name: args.name,
    options: protection(args.opts),
    object,
  };
  const context = {
    ...contextOf(rule, args.getConfig<PolicySettings>(), stackOf(args.urn), start),
    ofChart: isOfChart(args.urn),
  };
  const [findings, key] =
    rule.scope === "resource"
      ? [evaluate(rule, resource, context), resourceKey(resource)]
      : [evaluate(rule, object, context), objectKey(object)];
  const called = `The ${identity?.kind ?? args.type} "${args.name}"`;
  return violationsOf(rule, start.environment, context, { called, key, object }, findings);
}
