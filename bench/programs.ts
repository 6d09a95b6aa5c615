import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { DatabaseEnvironment, SecretsBackend, type Environment } from "../components";
import { program } from "../pipeline/operation";
import { recordGraph } from "../test/support/graph";

/** The cluster that a program deploys to. */
export interface ClusterContext {
  kubeconfig: string;
  context: string;
}

/** A program; what it returns are the stack's outputs. */
export type Program = () => unknown;

function cluster(target: ClusterContext): k8s.Provider {
  // Runs of other sizes applied the same quota and project with other contents.
  return new k8s.Provider("cluster", { ...target, upsertExistingObjects: true, enablePatchForce: true });
}

/** One environment with so many databases, by the components. */
export function withComponents(
  target: ClusterContext,
  databases: number,
  environment: Environment = "dev",
): Program {
  return () => {
    new DatabaseEnvironment(
      "bench",
      {
        environment,
        repositoryUrl: "https://example.com/databases.git",
        targetRevision: "v1.2.3",
        secretsBackend: SecretsBackend.ExternalSecrets,
        namespace: { name: "mariadb-bench" },
        databases: Array.from({ length: databases }, (_, index) => ({
          name: `bench-${index}`,
          path: `databases/${index}`,
        })),
      },
      { providers: { kubernetes: cluster(target) } },
    );
  };
}

/** A resource as a state has it. */
export interface Recorded {
  type: string;
  urn: string;
  parent?: string;
  custom?: boolean;
  dependencies?: string[];
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** The same resources with the same parents, inputs and order, registered one by one by nothing but Pulumi's SDK. */
export function bare(target: ClusterContext, recorded: readonly Recorded[]): Program {
  const resources = recorded.filter(({ type }) => !type.startsWith("pulumi:"));
  return () => {
    const provider = cluster(target);
    const registered = new Map<string, pulumi.Resource>();
    for (const { type, urn, parent, custom, inputs = {}, outputs = {}, dependencies = [] } of resources) {
      const name = urn.split("::").at(-1) ?? urn;
      const above = registered.get(parent ?? "");
      const options = above === undefined ? {} : { parent: above };
      registered.set(
        urn,
        custom === true
          ? new Bare(type, name, inputs, {
              ...options,
              provider,
              dependsOn: dependencies.flatMap((before) => registered.get(before) ?? []),
            })
          : new BareComponent(type, name, outputs, options),
      );
    }
  };
}

class Bare extends pulumi.CustomResource {}

class BareComponent extends pulumi.ComponentResource {
  constructor(type: string, name: string, outputs: object, options: pulumi.ComponentResourceOptions) {
    super(type, name, {}, options);
    this.registerOutputs(outputs);
  }
}

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
