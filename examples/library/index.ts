/**
 * A program of your own that uses mariadb-gitops as a library: two databases in staging, and a shop that uses one.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { Environment, Platform } from "mariadb-gitops";

const config = new pulumi.Config();
const cluster = new k8s.Provider("cluster", {
  context: config.require("kubeContext"),
  // What an earlier destroy kept is adopted, not refused.
  upsertExistingObjects: true,
  // An upgraded chart changes its ConfigMaps in place.
  enableConfigMapMutable: true,
});
const providers = { kubernetes: cluster };

const databases = new Platform(
  "databases",
  {
    environment: Environment.Staging,
    delivery: {
      repositoryUrl: "https://github.com/your-org/databases.git",
      targetRevision: "v1.4.2",
      databases: [
        { name: "orders", path: "orders/overlays/staging" },
        // Its reports read from orders, so it comes after.
        { name: "reports", path: "reports/overlays/staging", wave: 1 },
      ],
    },
  },
  { providers },
);

const labels = { app: "shop", "mariadb-gitops.dev/client": "true" };

// The label lets its pods through the network policies of the databases.
new k8s.apps.v1.Deployment(
  "shop",
  {
    metadata: { namespace: databases.namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "shop", image: "ghcr.io/your-org/shop:v2.0.1" }] },
      },
    },
  },
  { provider: cluster, dependsOn: databases },
);

export const applications = databases.applications;
export const protection = databases.protection;
