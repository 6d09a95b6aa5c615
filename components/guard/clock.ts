import { labelDomain } from "../../safety/labels";
import { environmentLabels } from "../protection";
import { clockKind } from "./confirmation";
import { controllerManagerLease, prefixOf, type Reach } from "./scope";

const apiVersion = "admissionregistration.k8s.io/v1";

/**
 * A policy that matches nothing, bound to the guard's clock. It is never deleted.
 *
 * The API server stops watching a kind of parameters with the last policy that reads it, and for kinds of its own, such
 * as Lease, it never starts again: a guard that is installed later would read the Lease as it was, and no confirmation
 * would expire until the API server restarts.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_source.go#L374
 */
export function clockKeeper(reach: Reach) {
  const metadata = { name: `${prefixOf(reach)}-clock`, labels: environmentLabels(reach.environment) };
  const { namespace, name } = reach.clock ?? controllerManagerLease;
  // No kind has this group; the fields that the API server sets are written down, as in the policies of the guard.
  const nothing = {
    apiGroups: [`nothing.${labelDomain}`],
    apiVersions: ["*"],
    operations: ["CREATE"],
    resources: ["nothing"],
    scope: "*",
  };
  return {
    name: "clock",
    policyName: metadata.name,
    policy: {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        failurePolicy: "Fail",
        paramKind: clockKind,
        matchConstraints: {
          matchPolicy: "Equivalent",
          namespaceSelector: {},
          objectSelector: {},
          resourceRules: [nothing],
        },
        validations: [{ expression: "true" }],
      },
    },
    bindings: [
      {
        apiVersion,
        kind: "ValidatingAdmissionPolicyBinding",
        metadata,
        spec: {
          policyName: metadata.name,
          paramRef: { namespace, name, parameterNotFoundAction: "Allow" },
          validationActions: ["Audit"],
        },
      },
    ],
  };
}
