import { goDurationSeconds } from "../../safety/duration";
import type { ChartSource } from "../versions";
import { locate, locationProblems, type ChartLocation, type LocatedChart } from "./location";
import { mergeValues, valuesProblems, type ChartValues, type FixedValue } from "./values";
import { defaultReadyTimeout } from "./waiting";

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
  /**
   * How long an update waits until what it installed is ready, as a Go duration. After 30 seconds it says what it waits
   * for.
   *
   * @default "10m"
   */
  readyTimeout?: string;
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
): { chart: LocatedChart; values: ChartValues; readyTimeout: string } {
  const { chart, readyTimeout = defaultReadyTimeout } = args;
  return { chart: locate(source, chart), values: mergeValues(values, args.values), readyTimeout };
}

/** What is wrong with the arguments, each with its remedy; empty when nothing is. */
export function chartProblems({ values, fixed }: ComponentChart, args: ChartArgs): string[] {
  return [
    ...locationProblems("chart", args.chart),
    ...valuesProblems(values, args.values, fixed),
    ...timeoutProblems(args.readyTimeout),
  ];
}

/** What is wrong with the time to wait; the provider would take a wrong one for its default. */
function timeoutProblems(readyTimeout: string | undefined): string[] {
  const seconds = readyTimeout === undefined ? undefined : goDurationSeconds(readyTimeout);
  return readyTimeout === undefined || (seconds !== undefined && seconds >= 1)
    ? []
    : [`readyTimeout is "${readyTimeout}"; set a Go duration of at least a second, such as 15m`];
}

/** Refuses what would be ignored, because somebody else has installed the chart. */
export function existingProblems(
  args: ChartArgs,
  names = ["chart", "values", "monitoring", "readyTimeout"],
): string[] {
  const ignored = names.filter((name) => (args as Record<string, unknown>)[name] !== undefined);
  return ignored.length === 0
    ? []
    : [`${ignored.join(", ")} cannot change an existing installation; remove it, or install one`];
}
