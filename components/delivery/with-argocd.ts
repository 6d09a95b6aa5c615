import { movedFromTop } from "../options";
import { DatabaseApplication, type SyncPolicyArgs } from "./database-application";
import { DatabaseProject, type ProjectAccessArgs } from "./database-project";
import { afterWave, wavesOf, type Deliver } from "./delivery";

/** Settings of a delivery by Argo CD. */
export interface ArgoCdDelivery extends SyncPolicyArgs, ProjectAccessArgs {}

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
