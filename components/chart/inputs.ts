import type { ChartSource } from "../versions";

/** What a chart gets besides its source. */
export interface ChartArgs {
  /** Namespace of the release; it must exist. Plain, because it shapes the chart. */
  namespace: string;
  /** Values that differ from the chart's defaults. Never a secret: they end up in clear in the release. */
  values: Record<string, unknown>;
}

/** The inputs that both forms of an installation share; an OCI chart has no repository. */
export function chartInputs({ release, chart, version, repository }: ChartSource, args: ChartArgs) {
  return {
    name: release,
    namespace: args.namespace,
    chart,
    version,
    ...(repository === undefined ? {} : { repositoryOpts: { repo: repository } }),
    values: args.values,
  };
}
