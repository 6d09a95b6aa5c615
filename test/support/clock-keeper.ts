import type { Cluster } from "../../sandbox/cluster";

const name = "guard-tests-clock-keeper";
const apiVersion = "admissionregistration.k8s.io/v1";

/**
 * Binds a policy that matches nothing to the Lease that the deletion guard reads the time from, and leaves it there.
 *
 * The API server stops watching a kind of parameters with the last policy that reads it, and for kinds of its own, such
 * as Lease, it never starts again: the next guard would read the Lease as it was, until the API server restarts.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/generic/policy_source.go#L374
 */
export async function keepClock(cluster: Pick<Cluster, "apply">): Promise<void> {
  const resourceRules = [
    {
      apiGroups: ["guard-tests.mariadb-gitops.dev"],
      apiVersions: ["*"],
      operations: ["CREATE"],
      resources: ["nothing"],
    },
  ];
  await cluster.apply({
    apiVersion,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      paramKind: { apiVersion: "coordination.k8s.io/v1", kind: "Lease" },
      matchConstraints: { resourceRules },
      validations: [{ expression: "true" }],
    },
  });
  await cluster.apply({
    apiVersion,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ["Audit"],
      paramRef: {
        namespace: "kube-system",
        name: "kube-controller-manager",
        parameterNotFoundAction: "Allow",
      },
    },
  });
}
