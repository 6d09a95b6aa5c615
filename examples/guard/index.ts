/**
 * The deletion guard alone: nothing is installed beside it, and the databases stay as they are.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { DeletionGuard, Environment } from "mariadb-gitops";

const config = new pulumi.Config();
const cluster = new k8s.Provider("cluster", {
  context: config.require("kubeContext"),
  // What an earlier destroy kept is adopted, not refused.
  upsertExistingObjects: true,
});

const guard = new DeletionGuard(
  "guard",
  { environment: Environment.Production, namespaces: config.requireObject<string[]>("namespaces") },
  { providers: { kubernetes: cluster } },
);

export const policies = guard.policies;
