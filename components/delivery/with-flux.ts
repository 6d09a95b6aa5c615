import type * as pulumi from "@pulumi/pulumi";

import { afterWave, wavesOf, type Deliver } from "./delivery";
import { alertNames } from "./flux/alerts-manifest";
import { DatabaseAlerts, type AlertReceiverArgs } from "./flux/database-alerts";
import { DatabaseKustomization } from "./flux/database-kustomization";
import { DatabaseSource, type SourceVerification } from "./flux/database-source";

/** Settings of a delivery by Flux. */
export interface FluxDelivery {
  /**
   * Secret in the databases' namespace with the credentials of the repository.
   *
   * @default none: the repository is public
   */
  credentialsSecret?: pulumi.Input<string>;
  /**
   * Who must have signed the delivered revision.
   *
   * @default none: everyone who can push a tag decides what is delivered
   */
  verification?: SourceVerification;
  /**
   * Secret in the databases' namespace with the age or PGP keys that open SOPS files in the repository. The sync
   * identity may then write Secrets.
   *
   * @default none
   */
  decryptionSecret?: pulumi.Input<string>;
  /**
   * Where Flux reports errors, deletions, and the changes that it makes, corrected drift included.
   *
   * @default none
   */
  alerts?: FluxAlerts[];
}

/** One receiver of Flux's messages, among those of an environment. */
export interface FluxAlerts extends AlertReceiverArgs {
  /**
   * Name of the receiver among those of the environment. Set it where several have one type: without it, removing the
   * first of them renames the others, and Pulumi then replaces them.
   *
   * @default the type; "<type>-2" for the second of a type, and so on
   */
  name?: string;
}

/**
 * One GitRepository, then a Kustomization for each database, wave after wave. All of them are in the databases' own
 * namespace: source, identity and Kustomization must share one, so that no other namespace can deliver into this one.
 */
export const deliverWithFlux: Deliver<FluxDelivery> = (name, request, settings, options) => {
  const { environment, targetRevision, namespace, deletionProtection } = request;
  const place = { environment, namespace, deletionProtection };
  const { alerts = [], decryptionSecret, credentialsSecret, verification } = settings;
  const source = new DatabaseSource(
    `${name}-source`,
    {
      ...place,
      sourceName: `mariadb-${environment}`,
      repositoryUrl: request.repositoryUrl,
      targetRevision,
      ...(credentialsSecret === undefined ? {} : { credentialsSecret }),
      ...(verification === undefined ? {} : { verification }),
    },
    options,
  );
  const names = alertNames(alerts);
  for (const [index, receiver] of alerts.entries()) {
    new DatabaseAlerts(`${name}-${names[index] ?? ""}`, { environment, namespace, ...receiver }, options);
  }
  let previous: DatabaseKustomization[] = [];
  return wavesOf(request.databases).flatMap((wave) => {
    const waited = previous.map(({ kustomization }) => kustomization);
    const kustomizations = wave.map(
      ({ name: database, application, path }) =>
        new DatabaseKustomization(
          `${name}-${database}`,
          {
            ...place,
            kustomizationName: application,
            source: source.source,
            path,
            serviceAccountName: request.serviceAccount,
            // Flux itself waits until the wave before is ready.
            dependsOn: waited,
            ...(decryptionSecret === undefined ? {} : { decryptionSecret }),
          },
          afterWave(options, previous),
        ),
    );
    previous = kustomizations;
    return kustomizations.map(({ kustomization }) => kustomization);
  });
};
