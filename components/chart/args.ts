import { goDurationSeconds } from "../../safety/duration";
import { problemOf, renamedProblems, type Problem } from "../problems";
import type { ChartSource } from "../versions";
import { locate, locationProblems, type ChartLocation, type LocatedChart } from "./location";
import { mirrorProblems, mirrorValues, type ChartImages, type Mirror } from "./mirror";
import {
  defaultReadyTimeout,
  mergeValues,
  valuesProblems,
  type ChartValues,
  type FixedValue,
} from "./values";

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
  /**
   * A mirror of charts and images, with the Secrets to pull from it.
   *
   * @default none: the official repositories and registries
   */
  mirror?: Mirror;
}

/** The chart of a component. */
export interface ComponentChart {
  readonly source: ChartSource;
  /** The component's own values. */
  readonly values: ChartValues;
  /** The values that name the chart's images. */
  readonly images: ChartImages;
  /** The values that the user cannot change. */
  readonly fixed: readonly FixedValue[];
}

/** The chart and the values to install: the user's over the mirror's over the component's. */
export function userChart(
  component: ComponentChart,
  { chart, mirror, values, readyTimeout = defaultReadyTimeout }: ChartArgs,
): { chart: LocatedChart; values: ChartValues; readyTimeout: string } {
  return {
    chart: locate(component.source, chart, mirror),
    values: mergeValues(ownValues(component, mirror), values),
    readyTimeout,
  };
}

/** Former names of arguments that every component with a chart has. */
const formerNames = { metrics: "monitoring", serviceMonitor: "monitoring", serviceMonitors: "monitoring" };

/** Problems with the arguments, each with its remedy; empty when there are none. */
export function chartProblems(component: ComponentChart, args: ChartArgs): Problem[] {
  const { chart, mirror, values, readyTimeout } = args;
  const problems = [...locationProblems("chart", chart), ...mirrorProblems("mirror", mirror)];
  return [
    ...renamedProblems(args, formerNames),
    ...timeoutProblems(readyTimeout),
    ...(problems.length > 0
      ? problems
      : valuesProblems(ownValues(component, mirror), values, component.fixed)),
  ];
}

function ownValues({ values, images }: ComponentChart, mirror: Mirror | undefined): ChartValues {
  return mergeValues(values, mirrorValues(images, mirror));
}

/** Problems with the time to wait. The provider would replace an invalid one by its default. */
function timeoutProblems(readyTimeout: string | undefined): Problem[] {
  const seconds = readyTimeout === undefined ? undefined : goDurationSeconds(readyTimeout);
  return readyTimeout === undefined || (seconds !== undefined && seconds >= 1)
    ? []
    : [
        problemOf(
          "readyTimeout",
          `is "${readyTimeout}"; set a Go duration of at least a second, such as 15m`,
        ),
      ];
}
