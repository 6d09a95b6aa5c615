/**
 * One environment of databases on Flux, with the users' Secrets in Git, encrypted by SOPS with an age key.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
  AlertProviderType,
  DatabaseEnvironment,
  DeletionGuard,
  Engine,
  Environment,
  Flux,
  SecretsBackend,
} from "mariadb-gitops";

const config = new pulumi.Config();
const cluster = new k8s.Provider("cluster", {
  context: config.require("kubeContext"),
  // What an earlier destroy kept is adopted, not refused.
  upsertExistingObjects: true,
});
const providers = { kubernetes: cluster };
const environment = Environment.Production;

const flux = new Flux("flux", {}, { providers });
const guard = new DeletionGuard("guard", { environment, namespaces: ["mariadb-production"] }, { providers });

const databases = new DatabaseEnvironment(
  "databases",
  {
    environment,
    engine: Engine.Flux,
    engineNamespace: flux.namespace,
    repositoryUrl: "https://github.com/your-org/databases.git",
    targetRevision: "v1.4.2",
    secretsBackend: SecretsBackend.Git,
    flux: {
      decryptionSecret: "sops-age",
      verification: { secretName: "release-keys" },
      alerts: [
        {
          type: AlertProviderType.MicrosoftTeams,
          address: config.requireSecret("teamsWebhookUrl"),
        },
      ],
    },
  },
  { providers, dependsOn: [flux, guard] },
);

new k8s.core.v1.Secret(
  "age-key",
  {
    metadata: { name: "sops-age", namespace: databases.namespace },
    stringData: { "identity.agekey": config.requireSecret("ageKey") },
  },
  { provider: cluster },
);

export const kustomizations = databases.applications;
