import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { chartInputs, type ReleaseArgs } from "./inputs";
import type { LocatedChart } from "./location";

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
