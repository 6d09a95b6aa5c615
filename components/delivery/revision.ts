import * as pulumi from "@pulumi/pulumi";

import { environments, type Environment } from "../environments";

/**
 * The revision to deliver: the given one, else the environment's default. Only dev has a default. Which release an
 * environment runs is a decision that no default can make, and a tag that does not exist would stop every delivery.
 *
 * @throws pulumi.ResourceError when staging or production name no revision
 */
export function requireRevision(
  name: string,
  environment: Environment,
  targetRevision: pulumi.Input<string> | undefined,
  resource: pulumi.Resource,
): pulumi.Input<string> {
  const given = targetRevision === "" ? undefined : targetRevision;
  const revision = given ?? environments[environment].delivery.targetRevision;
  if (revision === undefined) {
    throw new pulumi.ResourceError(
      `${name}: targetRevision is missing; ${environment} delivers one release and has no default. ` +
        `Set a release tag of the repository or a full commit, for example targetRevision: "${exampleRevision}"`,
      resource,
      true,
    );
  }
  return revision;
}

/** What a release looks like, for messages. */
export const exampleRevision = "v1.4.2";
