import { labelDomain } from "../../safety/labels";
import { environmentLabels } from "../protection";
import { clockKind } from "./confirmation";
import { matchConstraints, policyName } from "./policy";
import { controllerManagerLease, type Reach } from "./scope";

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
  const metadata = {
    name: policyName(reach, { name: "clock" }),
    labels: environmentLabels(reach.environment),
  };
  const { namespace, name } = reach.clock ?? controllerManagerLease;
  // No kind has this group.
  const nothing = { group: `nothing.${labelDomain}`, resources: ["nothing"] };
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
        matchConstraints: matchConstraints([nothing], ["CREATE"]),
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
