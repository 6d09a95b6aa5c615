import {
  ArgoCd,
  ExternalSecrets,
  Flux,
  MariaDbOperator,
  SealedSecrets,
  type ChartArgs,
} from "../../components";
import { charts, type ChartSource } from "../../components/versions";
import { recordGraph } from "./graph";

const environment = "production";

/** Every component that installs charts, with all of its parts, by the name that its tests have. */
const components: Readonly<Record<string, (args: ChartArgs) => unknown>> = {
  ArgoCd: (args) => new ArgoCd("it", { notifications: { slack: { token: "t", channels: ["c"] } }, ...args }),
  Flux: (args) => new Flux("it", args),
  ExternalSecrets: (args) => new ExternalSecrets("it", { highAvailability: true, ...args }),
  SealedSecrets: (args) => new SealedSecrets("it", { environment, ...args }),
  MariaDbOperator: (args) => new MariaDbOperator("it", { environment, highAvailability: true, ...args }),
};

/** The names of the components. */
export const chartComponents = Object.keys(components);

/** A chart as a component registers it. */
export interface InstalledChart {
  readonly source: ChartSource;
  readonly namespace: string;
  readonly values: Record<string, unknown>;
  /** The chart that the provider is told to install. */
  readonly chart: string;
}

/** The charts that a component registers with these arguments. */
export async function chartsOf(component: string, args: ChartArgs): Promise<InstalledChart[]> {
  const graph = await recordGraph(() => components[component]?.(args));
  return graph
    .filter(({ type }) => type.includes(":helm.sh/"))
    .map(({ inputs }) => {
      const source = Object.values(charts).find(({ release }) => release === inputs.name);
      if (source === undefined) {
        throw new Error(`nobody knows the release ${String(inputs.name)}`);
      }
      const { namespace, chart } = inputs as { namespace: string; chart: string };
      return { source, namespace, chart, values: inputs.values as Record<string, unknown> };
    });
}
