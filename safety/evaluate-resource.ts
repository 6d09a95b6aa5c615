import type { Context } from "./context";
import { coverage } from "./coverage";
import { isExcepted } from "./exceptions";
import type { Finding } from "./finding";
import { objectKey } from "./identity";
import { isKubernetesType } from "./resource";
import type { PulumiResource } from "./resource";
import { isResourceRule } from "./rule";
import type { ResourceRule, Rule } from "./rule";
import { run } from "./run";

/** What one resource rule says about one resource of a Pulumi program. */
export function evaluateResource(rule: Rule, resource: PulumiResource, context: Context): readonly Finding[] {
  if (!isResourceRule(rule)) {
    return [];
  }
  const covered = coversType(rule, resource.type) || coverage(rule, resource.object);
  const findings =
    typeof covered === "object"
      ? [covered]
      : covered
        ? run(
            () => rule.checkResource(resource, context),
            (defect) => [defect],
          )
        : [];
  return findings.length > 0 && isExcepted(rule, resource.object, context, resourceKey(resource))
    ? []
    : findings;
}

/** The name of a resource in the configuration of exceptions: that of its object, "<type>//<name>" elsewhere. */
export function resourceKey({ type, name, object }: PulumiResource): string {
  return isKubernetesType(type) ? objectKey(object) : `${type}//${name}`;
}

/** Whether a rule looks at resources of that type of another provider than Kubernetes. */
export function coversType(rule: ResourceRule, type: string): boolean {
  return rule.resourceTypes?.includes(type) === true;
}
