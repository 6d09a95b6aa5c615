/**
 * The bare program that a stack is measured against: the same charts in the same form with the same values, their
 * namespaces, and nothing else. `npm run bench -- stacks` writes what it installs into its configuration.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { BareChart } from "../programs";

const config = new pulumi.Config();
const provider = new k8s.Provider("cluster", {
  context: config.require("kubeContext"),
  kubeconfig: config.require("kubeconfig"),
});

const namespaces = config
  .requireObject<string[]>("namespaces")
  .map((name) => new k8s.core.v1.Namespace(name, { metadata: { name } }, { provider }));

const charts: k8s.helm.v4.Chart[] = [];
for (const { name, form, inputs } of config.requireObject<BareChart[]>("charts")) {
  if (form === "Release") {
    new k8s.helm.v3.Release(name, inputs as unknown as k8s.helm.v3.ReleaseArgs, {
      provider,
      dependsOn: namespaces,
    });
  } else {
    // The chart of the CRDs comes first, and the operator needs it.
    const args = inputs as unknown as k8s.helm.v4.ChartArgs;
    charts.push(new k8s.helm.v4.Chart(name, args, { provider, dependsOn: [...namespaces, ...charts] }));
  }
}
