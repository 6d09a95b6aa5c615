import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { protectionAnnotations, protectionLabels } from "../labels";
import { installChart, type Transform } from "./chart";
import { defaultReadyTimeout } from "./waiting";
import type { LocatedChart } from "./location";

/** Arguments of a chart that holds nothing but CRDs. */
export interface CrdsArgs {
  /** Namespace that the chart is rendered for; CRDs themselves have none. */
  namespace: string;
  /** Whether Pulumi refuses to delete the CRDs even when asked to. */
  protect: boolean;
}

/**
 * Installs a chart that holds nothing but plain CRDs. Helm would delete those on uninstall, and with each CRD every
 * object of its kind; kept by Pulumi as a release, the release's name would stay in use and never install again. So
 * each CRD is a resource of its own, kept on destroy and adopted by the next update (`upsertExistingObjects`).
 *
 * Their descriptions, two thirds of their size, are left out: the engine writes the whole state after every resource.
 */
export function installCrds(
  name: string,
  source: LocatedChart,
  { namespace, protect }: CrdsArgs,
  options: pulumi.ComponentResourceOptions,
): k8s.helm.v4.Chart {
  return installChart(
    name,
    source,
    { namespace, values: {}, readyTimeout: defaultReadyTimeout },
    { ...options, transforms: [...(options.transforms ?? []), keepDefinitions(protect)] },
  );
}

/** Keeps, labels and slims every CRD, and leaves everything else alone. */
export function keepDefinitions(protect: boolean): Transform {
  return ({ type, props, opts }) =>
    type.endsWith(":CustomResourceDefinition")
      ? { props: slim(props), opts: { ...opts, retainOnDelete: true, protect } }
      : undefined;
}

/** The parts of a CRD that are changed. */
interface Definition {
  metadata?: { labels?: object; annotations?: object };
  spec?: object;
}

function slim(props: Definition): pulumi.Inputs {
  return {
    ...props,
    metadata: {
      ...props.metadata,
      labels: { ...props.metadata?.labels, ...protectionLabels },
      annotations: { ...props.metadata?.annotations, ...protectionAnnotations },
    },
    spec: withoutDescriptions(props.spec),
  };
}

/** Drops the documentation of a schema: a `description` that is text. A field that is called so holds a schema. */
function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutDescriptions);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => !(key === "description" && typeof field === "string"))
      .map(([key, field]) => [key, withoutDescriptions(field)]),
  );
}
