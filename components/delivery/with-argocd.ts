import type * as pulumi from "@pulumi/pulumi";

import { movedFromTop } from "../options";
import { DatabaseApplication } from "./database-application";
import { DatabaseProject, type SyncWindow } from "./database-project";
import { afterWave, wavesOf, type Deliver } from "./delivery";

/** What only Argo CD knows. */
export interface ArgoCdDelivery {
  /**
   * API server of the databases, as Argo CD knows it.
   *
   * @default "https://kubernetes.default.svc", the cluster that Argo CD runs in
   */
  destinationServer?: pulumi.Input<string>;
  /**
   * Whether Argo CD syncs by itself. Refused in production.
   *
   * @default true in dev and staging, false in production
   */
  automated?: boolean;
  /**
   * Whether Argo CD reverts manual changes of fields that Git declares. Needs `automated`.
   *
   * @default true in dev, false in staging and production
   */
  selfHeal?: boolean;
  /**
   * Groups of the identity provider that may look at the Applications.
   *
   * @default []
   */
  readOnlyGroups?: pulumi.Input<string>[];
  /**
   * Groups that may look and start a sync. They cannot delete, override or force.
   *
   * @default []
   */
  syncGroups?: pulumi.Input<string>[];
  /**
   * When Argo CD may sync. A window freezes changes; it does not stop a deletion.
   *
   * @default none, so that syncs are always allowed
   */
  syncWindows?: SyncWindow[];
}

/** One AppProject, then an Application for each database, wave after wave. Never an ApplicationSet: it deletes. */
export const deliverWithArgoCd: Deliver<ArgoCdDelivery> = (name, request, settings, options) => {
  const { environment, repositoryUrl, targetRevision, deletionProtection } = request;
  const place = {
    environment,
    namespace: request.namespace,
    argocdNamespace: request.engineNamespace,
    deletionProtection,
    ...(settings.destinationServer === undefined ? {} : { destinationServer: settings.destinationServer }),
  };
  const project = new DatabaseProject(
    `${name}-project`,
    {
      ...place,
      projectName: `mariadb-${environment}`,
      sourceRepositories: [repositoryUrl],
      readOnlyGroups: settings.readOnlyGroups ?? [],
      syncGroups: settings.syncGroups ?? [],
      syncWindows: settings.syncWindows ?? [],
    },
    movedFromTop(`mariadb-${environment}`, options),
  );
  const policy = {
    ...(settings.automated === undefined ? {} : { automated: settings.automated }),
    ...(settings.selfHeal === undefined ? {} : { selfHeal: settings.selfHeal }),
    targetRevision,
  };
  let previous: DatabaseApplication[] = [];
  return wavesOf(request.databases).flatMap((wave) => {
    const applications = wave.map(
      ({ name: database, application, path, wave: number }) =>
        new DatabaseApplication(
          `${name}-${database}`,
          {
            ...place,
            ...policy,
            applicationName: application,
            project: project.project,
            repositoryUrl,
            path,
            wave: number,
          },
          movedFromTop(application, afterWave(options, previous)),
        ),
    );
    previous = applications;
    return applications.map(({ application }) => application);
  });
};
