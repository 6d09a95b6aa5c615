import type { ChartSource } from "../versions";
import { locate, locationProblems, type ChartLocation, type LocatedChart } from "./location";
import { mergeValues, valuesProblems, type ChartValues, type FixedValue } from "./values";

/** The arguments of every component that installs a chart. */
export interface ChartArgs {
  /**
   * Where the chart comes from.
   *
   * @default its official repository, at the version that this package pins
   */
  chart?: ChartLocation;
  /**
   * Values of the chart, merged over those of the component. A value that would override what safety needs is refused
   * by its full path. Never set a secret here: chart values are stored in plaintext in the release.
   *
   * @default none
   */
  values?: ChartValues;
  /**
   * Whether ServiceMonitors are created, scraped every 30 s, with the label `release: kube-prometheus-stack`; set
   * another one in `values`. The cluster must have the Prometheus Operator: without its CRD the update fails, except
   * that the chart of Argo CD leaves the ServiceMonitors out.
   *
   * @default false
   */
  monitoring?: boolean;
}

/** What a component says about its chart. */
export interface ComponentChart {
  readonly source: ChartSource;
  /** The component's own values. */
  readonly values: ChartValues;
  /** The values that the user cannot change. */
  readonly fixed: readonly FixedValue[];
}

/** The chart and the values to install. */
export function userChart(
  { source, values }: ComponentChart,
  args: ChartArgs,
): { chart: LocatedChart; values: ChartValues } {
  return { chart: locate(source, args.chart), values: mergeValues(values, args.values) };
}

/** What is wrong with the arguments, each with its remedy; empty when nothing is. */
export function chartProblems({ values, fixed }: ComponentChart, args: ChartArgs): string[] {
  return [...locationProblems("chart", args.chart), ...valuesProblems(values, args.values, fixed)];
}

/** Refuses what would be ignored, because somebody else has installed the chart. */
export function existingProblems(args: ChartArgs, names = ["chart", "values", "monitoring"]): string[] {
  const ignored = names.filter((name) => (args as Record<string, unknown>)[name] !== undefined);
  return ignored.length === 0
    ? []
    : [`${ignored.join(", ")} cannot change an existing installation; remove it, or install one`];
}
