import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { goDurationSeconds } from "../../safety/duration";
import { protectionAnnotations, protectionLabels } from "../protection";
import { explainForeign, tellWaiting, type Waiting } from "./hooks";
import type { LocatedChart } from "./location";
import { defaultReadyTimeout, type ChartValues } from "./values";

/** Settings of an installation besides the source of the chart. */
export interface ReleaseArgs {
  /** Namespace of the release; it must exist. Plain, because it shapes the chart. */
  namespace: string;
  /** Values that differ from the chart's defaults. Never a secret: they end up in plaintext in the release. */
  values: ChartValues;
  /** How long the installation may take to become ready, as a Go duration. */
  readyTimeout: string;
}

/** The inputs that both forms of an installation share. An OCI chart has no repository, a local one no version. */
function chartInputs({ release, chart, version, repository }: LocatedChart, args: ReleaseArgs) {
  return {
    name: release,
    namespace: args.namespace,
    chart,
    ...(version === undefined ? {} : { version }),
    ...(repository === undefined ? {} : { repositoryOpts: { repo: repository } }),
    values: args.values,
  };
}

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
      timeout: goDurationSeconds(args.readyTimeout),
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

/** A change to the resources of a chart: whatever it is given twice, it changes once. */
export type Transform = pulumi.ResourceTransform;

/**
 * Installs a chart without CRDs as Pulumi resources of its own, where something must be said about single objects of
 * it: the policies see every one, and a transform can make one wait or keep one.
 */
export function installChart(
  name: string,
  source: LocatedChart,
  args: ReleaseArgs,
  options: pulumi.ComponentResourceOptions & { transforms: Transform[] },
): k8s.helm.v4.Chart {
  const chart = new k8s.helm.v4.Chart(name, chartInputs(source, args), options);
  if (options.parent !== undefined) {
    installed.set(options.parent, [...(installed.get(options.parent) ?? []), chart]);
  }
  return chart;
}

const installed = new WeakMap<pulumi.Resource, readonly k8s.helm.v4.Chart[]>();

/** The resources of the charts that a component has installed. */
export function chartResources(component: pulumi.Resource): pulumi.Output<pulumi.Resource[]>[] {
  return (installed.get(component) ?? []).map(
    ({ resources }) => resources as pulumi.Output<pulumi.Resource[]>,
  );
}

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
