import { existsSync } from "node:fs";

import { problemOf, type Problem } from "../problems";
import type { ChartSource } from "../versions";

/** Where a chart comes from, when it is not its official repository at the pinned version. */
export interface ChartLocation {
  /**
   * Repository that holds the chart under its own name: `https://charts.example.com`, or a folder of an OCI registry
   * such as `oci://registry.example.com/charts`. Never with credentials: log in with `helm registry login`.
   *
   * @default the chart's official repository
   */
  repository?: string;
  /**
   * Exact version of the chart. A range is refused, because it would change the cluster without a change in Git.
   *
   * @default the version that this package pins
   */
  version?: string;
  /**
   * Folder or `.tgz` file of the chart on the machine that runs Pulumi, relative to the project's folder. It excludes
   * `repository` and `version`.
   *
   * @default none
   */
  path?: string;
}

/** A chart as the provider installs it. A chart from a path has the version that its `Chart.yaml` says. */
export interface LocatedChart {
  /** Name of the chart, its OCI address or its path. */
  readonly chart: string;
  /** Name of the release. */
  readonly release: string;
  readonly version?: string;
  readonly repository?: string;
}

/**
 * The chart at the place that the user names, under the release name that it always has.
 *
 * @param mirror where every chart is that names no place of its own
 */
export function locate(
  source: ChartSource,
  location: ChartLocation = {},
  mirror: { charts?: string } = {},
): LocatedChart {
  const { release } = source;
  if (location.path !== undefined) {
    return { chart: location.path, release };
  }
  const version = location.version ?? source.version;
  const named = location.repository ?? mirror.charts;
  if (named === undefined) {
    return { ...source, version };
  }
  const chart = source.chart.split("/").at(-1) ?? source.chart;
  const repository = named.replace(/\/+$/, "");
  return repository.startsWith("oci://")
    ? { chart: `${repository}/${chart}`, release, version }
    : { chart, release, version, repository };
}

/**
 * Problems with a location, each with its remedy; empty when there are none.
 *
 * @param argument name of the argument, for the messages
 */
export function locationProblems(argument: string, location: ChartLocation | undefined): Problem[] {
  const { repository, version, path } = location ?? {};
  if (path !== undefined) {
    return [
      ...(repository === undefined && version === undefined
        ? []
        : [
            problemOf(
              `${argument}.path`,
              `is a chart with a version of its own; remove ${argument}.repository and version`,
            ),
          ]),
      ...(existsSync(path)
        ? []
        : [problemOf(`${argument}.path`, `is "${path}", which does not exist; set a chart folder or .tgz`)]),
    ];
  }
  return [
    ...(repository === undefined ? [] : repositoryProblems(`${argument}.repository`, repository)),
    ...(version === undefined || /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(version)
      ? []
      : [problemOf(`${argument}.version`, `is "${version}"; set an exact version such as 1.2.3`)]),
  ];
}

/**
 * Problems with the address of a chart repository.
 *
 * @param argument name of the argument, for the messages
 */
export function repositoryProblems(argument: string, repository: string): Problem[] {
  if (/^\w+:\/\/[^/]*@/.test(repository)) {
    const stored =
      "contains credentials, which would be stored in plaintext; run helm registry login instead";
    return [problemOf(argument, stored)];
  }
  return /^(https|oci):\/\/[^/\s]+\S*$/.test(repository)
    ? []
    : [problemOf(argument, `is "${repository}"; set an https:// or oci:// address`)];
}
