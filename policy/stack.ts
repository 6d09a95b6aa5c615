import type { PolicyResource, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { evaluate, isKubernetesType, objectKey, stackOf, type RuleOf, type Value } from "../safety";
import type { Start } from "./environment";
import { metadataOf } from "./policy";
import { declaredObject } from "./resource";
import { contextOf, type PolicySettings } from "./settings";
import { send, unreadable, violationsOf, type Violation } from "./violation";

/** A resource of the stack that is a Kubernetes object. */
interface Delivered {
  readonly resource: PolicyResource;
  readonly object: Value;
}

/** A rule about the relations inside a set, as a policy about all Kubernetes resources of a stack. */
export function toStackPolicy(rule: RuleOf<"set">, start: Start): StackValidationPolicy {
  return {
    ...metadataOf(rule, start),
    validateStack: (args, report) => {
      for (const violation of validate(rule, start, args)) {
        send(violation, report);
      }
    },
  };
}

/**
 * Values that are not known yet are read as such, resource by resource: reading one directly would throw, and
 * @pulumi/policy would then drop the whole policy for the whole stack.
 */
function validate(rule: RuleOf<"set">, start: Start, args: StackValidationArgs): readonly Violation[] {
  const found: Violation[] = [];
  const delivered: Delivered[] = [];
  for (const resource of args.resources.filter(({ type }) => isKubernetesType(type))) {
    try {
      delivered.push({ resource, object: declaredObject(resource.type, resource.props) });
    } catch (error) {
      found.push({ ...unreadable(rule, resource.name, error), urn: resource.urn });
    }
  }
  return [...found, ...violationsIn(rule, start, args.getConfig<PolicySettings>(), delivered)];
}

function violationsIn(
  rule: RuleOf<"set">,
  start: Start,
  settings: PolicySettings,
  delivered: readonly Delivered[],
): readonly Violation[] {
  const objects = delivered.map(({ object }) => object);
  const context = contextOf(rule, settings, stackOf(delivered[0]?.resource.urn ?? ""), start);
  const findings = evaluate(rule, objects, context);
  return delivered.flatMap(({ resource, object }, index) => {
    const called = `The ${resource.type.split(":").at(-1) ?? "resource"} "${resource.name}"`;
    const own = findings.filter(({ subject }) => subject === index);
    return violationsOf(
      rule,
      start.environment,
      context,
      { called, key: objectKey(object), object },
      own,
    ).map((violation) => ({ ...violation, urn: resource.urn }));
  });
}
