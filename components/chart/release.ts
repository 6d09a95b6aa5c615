import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { goDurationSeconds } from "../../safety/duration";
import { explainForeign } from "./foreign";
import { chartInputs, type ReleaseArgs } from "./inputs";
import type { LocatedChart } from "./location";
import { tellWaiting, type Waiting } from "./waiting";

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
      timeout: goDurationSeconds(args.readyTimeout) ?? 600,
    },
    {
      ...options,
      hooks: withForeign(tellWaiting(name, podsOf(source, args.namespace)), source, args.namespace),
    },
  );
}

function withForeign(
  hooks: pulumi.ResourceHookBinding,
  source: LocatedChart,
  namespace: string,
): pulumi.ResourceHookBinding {
  return { ...hooks, onError: [...(hooks.onError ?? []), explainForeign(source, namespace)] };
}

/** Helm waits for the pods of a release. */
function podsOf({ release }: LocatedChart, namespace: string): Waiting {
  return {
    what: `the pods of the Helm release ${namespace}/${release} to become ready`,
    look: [
      `kubectl -n ${namespace} get pods -l app.kubernetes.io/instance=${release}`,
      `kubectl -n ${namespace} get events --field-selector type=Warning`,
    ],
  };
}
