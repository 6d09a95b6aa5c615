import type * as pulumi from "@pulumi/pulumi";

import type { Environment } from "../environments";
import type { Database } from "./databases";

/** What both engines deliver, and to where. */
export interface DeliveryRequest {
  environment: Environment;
  databases: readonly Database[];
  repositoryUrl: pulumi.Input<string>;
  /** Exact tag or commit in staging and production. */
  targetRevision: pulumi.Input<string>;
  /** Namespace of the databases. */
  namespace: pulumi.Input<string>;
  /** Namespace of the engine. */
  engineNamespace: pulumi.Input<string>;
  /** ServiceAccount that the engine acts as; it cannot delete. */
  serviceAccount: pulumi.Input<string>;
  deletionProtection: boolean;
}

/** The contract of an engine: registers the delivery of each database, and names what delivers it. */
export type Deliver<Settings> = (
  name: string,
  request: DeliveryRequest,
  settings: Settings,
  options: pulumi.ComponentResourceOptions,
) => pulumi.Output<string>[];

/** The options of the next wave's components: they wait for the resources of the wave before. */
export function afterWave(
  options: pulumi.ComponentResourceOptions,
  previous: readonly pulumi.Resource[],
): pulumi.ComponentResourceOptions {
  return previous.length === 0 ? options : { ...options, dependsOn: [...previous] };
}
