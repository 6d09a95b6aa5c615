import { environmentLabels } from "../labels";
import { everyObject, policyName, type Guarded } from "./policy";
import type { Reach, Scope } from "./scope";

/** What the API server does when a request breaks a policy. */
const actions = { deny: ["Deny", "Audit"], warn: ["Warn", "Audit"] };

/** The ValidatingAdmissionPolicyBinding of one scope, as a plain object. */
export function guardBinding(
  { environment }: Pick<Reach, "environment">,
  guarded: Guarded,
  { suffix, matchResources }: Scope,
  deny: boolean,
) {
  const policy = policyName({ environment }, guarded);
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: `${policy}${suffix}`, labels: environmentLabels(environment) },
    spec: {
      policyName: policy,
      validationActions: deny ? actions.deny : actions.warn,
      ...(matchResources === undefined ? {} : { matchResources: { ...everyObject, ...matchResources } }),
    },
  };
}
