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
  const { environment, destinationServer, groups } = settings;
  const argocdNamespace = settings.argocd.namespace;
  const cluster = new k8s.Provider("cluster", {
    context: settings.kubeContext,
    ...(settings.kubeconfig === undefined ? {} : { kubeconfig: settings.kubeconfig }),
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
  const { repositoryUrl } = settings.source;
  const place = { environment, namespace: settings.namespace, destinationServer, argocdNamespace };
  const project = new gitops.DatabaseProject(
    `mariadb-${environment}`,
    {
      ...place,
      sourceRepositories: [repositoryUrl],
      readOnlyGroups: groups.readOnly,
      syncGroups: groups.sync,
    },
    { providers, dependsOn: engine },
  );
  const { automated, selfHeal } = settings;
  const delivery = new gitops.DatabaseApplication(
    `mariadb-${environment}`,
    { ...place, ...settings.source, project: project.project, automated, selfHeal },
    { providers, dependsOn: [project, home] },
  );
  return { application: delivery.application, namespace: home.namespace };
}

module.exports = program;
