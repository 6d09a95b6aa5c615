import { program } from "../pipeline/program";
import { recordGraph } from "../test/support/graph";

/** A chart as a stack registers it. */
export interface BareChart {
  name: string;
  /** `Chart`: each object is a resource of Pulumi. `Release`: one resource, installed by Helm. */
  form: "Chart" | "Release";
  inputs: Record<string, unknown>;
}

const forms: Readonly<Record<string, BareChart["form"]>> = {
  "kubernetes:helm.sh/v4:Chart": "Chart",
  "kubernetes:helm.sh/v3:Release": "Release",
};

/** A cluster that holds nothing of an earlier stack. */
const empty = { read: () => Promise.resolve(undefined), list: () => Promise.resolve([]) };

/**
 * What the bare program of `bench/bare` installs: the charts that the whole program registers, and those of their
 * namespaces that it makes.
 */
export async function bareConfig(
  stack: string,
  config: Readonly<Record<string, unknown>>,
): Promise<{ namespaces: string[]; charts: BareChart[] }> {
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const graph = await recordGraph(() => program(() => Promise.resolve(empty)), {
    stack,
    config: Object.fromEntries(texts) as Record<string, string>,
  });
  const charts = graph.flatMap(({ type, name, inputs }) => {
    const form = forms[type];
    return form === undefined ? [] : [{ name, form, inputs }];
  });
  const needed = new Set(charts.map(({ inputs }) => inputs.namespace));
  const namespaces = graph
    .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
    .map(({ inputs }) => (inputs as { metadata: { name: string } }).metadata.name)
    .filter((name) => needed.has(name));
  return { namespaces, charts };
}
