import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { explainForeign } from "./foreign";
import { chartInputs, type ReleaseArgs } from "./inputs";
import type { LocatedChart } from "./location";

/**
 * Installs a chart as one Helm release, whose state is a few kilobytes where the chart's objects would be megabytes.
 * For charts whose CRDs Helm keeps on uninstall: those in a `crds/` folder, and those with `helm.sh/resource-policy:
 * keep`, which the caller's values must ask for. The next update adopts them, because the release's name is fixed.
 */
export function installRelease(
  name: string,
  source: LocatedChart,
  args: ReleaseArgs,
  options: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
  return new k8s.helm.v3.Release(
    name,
    {
      ...chartInputs(source, args),
      // A failed first install leaves nothing half-made behind that a second one would stumble over.
      atomic: true,
      maxHistory: 5,
    },
    { ...options, hooks: { ...options.hooks, onError: [explainForeign(source, args.namespace)] } },
  );
}
