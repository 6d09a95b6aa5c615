/**
 * One environment of databases on the Argo CD, the operator and the External Secrets that the cluster already has.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCd, DatabaseEnvironment, DeletionGuard, Environment, Installation } from "mariadb-gitops";

const config = new pulumi.Config();
const cluster = new k8s.Provider("cluster", {
  context: config.require("kubeContext"),
  // What an earlier destroy kept is adopted, not refused.
  upsertExistingObjects: true,
});
const providers = { kubernetes: cluster };
const environment = Environment.Production;

// Fails before anything is registered when there is no Argo CD, or one that is too old to keep data.
const argocd = new ArgoCd("argocd", { installation: Installation.Existing }, { providers });

const guard = new DeletionGuard("guard", { environment, namespaces: ["mariadb-production"] }, { providers });

const databases = new DatabaseEnvironment(
  "databases",
  {
    environment,
    engineNamespace: argocd.namespace,
    repositoryUrl: "https://github.com/your-org/databases.git",
    targetRevision: "v1.4.2",
    argocd: {
      syncGroups: ["dba-team"],
      // Nobody delivers on a Friday evening.
      syncWindows: [{ kind: "deny", schedule: "0 16 * * 5", duration: "64h", timeZone: "Europe/Paris" }],
    },
  },
  { providers, dependsOn: [argocd, guard] },
);

export const applications = databases.applications;
