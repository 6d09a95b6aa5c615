import type { LocatedChart } from "./location";
import type { ChartValues } from "./values";

/** What a chart gets besides its source. */
export interface ReleaseArgs {
  /** Namespace of the release; it must exist. Plain, because it shapes the chart. */
  namespace: string;
  /** Values that differ from the chart's defaults. Never a secret: they end up in plaintext in the release. */
  values: ChartValues;
  /** How long the installation may take to become ready, as a Go duration. */
  readyTimeout: string;
}

/** The inputs that both forms of an installation share. An OCI chart has no repository, a local one no version. */
export function chartInputs({ release, chart, version, repository }: LocatedChart, args: ReleaseArgs) {
  return {
    name: release,
    namespace: args.namespace,
    chart,
    ...(version === undefined ? {} : { version }),
    ...(repository === undefined ? {} : { repositoryOpts: { repo: repository } }),
    values: args.values,
  };
}
