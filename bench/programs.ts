import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { DatabaseEnvironment, SecretsBackend, type Environment } from "../components";

/** The cluster that a program deploys to. */
export interface Place {
  kubeconfig: string;
  context: string;
}

/** A program; what it returns are the stack's outputs. */
export type Program = () => unknown;

function cluster(place: Place): k8s.Provider {
  // Runs of other sizes applied the same quota and project with other contents.
  return new k8s.Provider("cluster", { ...place, upsertExistingObjects: true, enablePatchForce: true });
}

/** One environment with so many databases, by the components. */
export function withComponents(place: Place, databases: number, environment: Environment = "dev"): Program {
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
      { providers: { kubernetes: cluster(place) } },
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
export function bare(place: Place, recorded: readonly Recorded[]): Program {
  const resources = recorded.filter(({ type }) => !type.startsWith("pulumi:"));
  return () => {
    const provider = cluster(place);
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
