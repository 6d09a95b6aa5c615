/**
 * The Pulumi program: one stack's settings in, the platform and one environment's delivery out.
 *
 * `pulumi up` calls the exported function; the Automation API (`pipeline/`) calls the same one inline.
 *
 * @module
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import * as gitops from "./components";
import { projectConfig } from "./program/project-config";
import { readSettings } from "./program/settings";

function program(): Record<string, pulumi.Output<unknown>> {
  const settings = readSettings(pulumi.getStack(), projectConfig());
  const { environment, destinationServer, groups, source, automated, selfHeal } = settings;
  const argocdNamespace = settings.argocd.namespace;
  const cluster = new k8s.Provider("cluster", {
    ...settings.cluster,
    // What an earlier destroy kept is adopted, not refused.
    upsertExistingObjects: true,
  });
  const providers = { kubernetes: cluster };

  const engine = new gitops.ArgoCd("argocd", settings.argocd, { providers });
  const home = new gitops.DatabaseNamespace(
    "mariadb",
    { environment, namespace: settings.namespace },
    { providers },
  );
  if (settings.sealingKey !== undefined) {
    new gitops.SealingKey("sealing-key", { environment, ...settings.sealingKey }, { providers });
  }
  if (settings.secretsBackend === gitops.SecretsBackend.Generated) {
    new gitops.DatabaseCredentials("credentials", { environment, namespace: home.namespace }, { providers });
  }
  if (settings.backupBucket !== undefined) {
    new gitops.BackupBucket("backups", { environment, bucket: settings.backupBucket });
  }
  const place = { environment, namespace: settings.namespace, destinationServer, argocdNamespace };
  const project = new gitops.DatabaseProject(
    `mariadb-${environment}`,
    {
      ...place,
      sourceRepositories: [source.repositoryUrl],
      readOnlyGroups: groups.readOnly,
      syncGroups: groups.sync,
    },
    { providers, dependsOn: engine },
  );
  const delivery = new gitops.DatabaseApplication(
    `mariadb-${environment}`,
    { ...place, ...source, project: project.project, automated, selfHeal },
    { providers, dependsOn: [project, home] },
  );
  return { application: delivery.application, namespace: home.namespace };
}

module.exports = program;
