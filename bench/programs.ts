import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { DatabaseEnvironment, Environment, SecretsBackend } from "../components";

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
export function withComponents(place: Place, databases: number): Program {
  return () => {
    new DatabaseEnvironment(
      "bench",
      {
        environment: Environment.Dev,
        repositoryUrl: "https://example.com/databases.git",
        secretsBackend: SecretsBackend.ExternalSecrets,
        namespace: { namespace: "mariadb-bench" },
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
  custom?: boolean;
  inputs?: Record<string, unknown>;
}

/** The same resources with the same inputs, registered one by one without any component. */
export function bare(place: Place, recorded: readonly Recorded[]): Program {
  const resources = recorded.filter(({ type, custom }) => custom === true && type.startsWith("kubernetes:"));
  return () => {
    const provider = cluster(place);
    for (const { type, urn, inputs } of resources) {
      new Bare(type, urn.split("::").at(-1) ?? urn, inputs ?? {}, { provider });
    }
  };
}

class Bare extends pulumi.CustomResource {}
