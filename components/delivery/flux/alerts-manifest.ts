import type { Input } from "@pulumi/pulumi";

import type { AlertProviderType } from "./database-alerts";

/** Where Flux reports the events of one environment. */
export interface AlertsManifestArgs {
  name: string;
  namespace: Input<string>;
  labels: Record<string, string>;
  environment: string;
  type: AlertProviderType;
  secret: Input<string>;
  channel: Input<string> | undefined;
}

/** Everything of the namespace that delivers; under the lockdown Flux reports no other namespace. */
const eventSources = ["GitRepository", "Kustomization", "HelmRelease"].map((kind) => ({ kind, name: "*" }));

/**
 * What Flux says when it deletes or uninstalls, as Go expressions. It calls these events `info`: an alert for errors
 * alone would not show that a database went.
 */
export const deletions: readonly string[] = [".*deleted.*", ".*[Gg]arbage collection.*", ".*[Uu]ninstall.*"];

/**
 * What Flux says when it has changed the cluster, as Go expressions. kustomize-controller lists the objects, one on a
 * line, in the same words after a new revision and after a manual change that it reverted: no expression tells the two
 * apart. An error starts otherwise, even if it lists objects, so it is not reported a second time.
 *
 * @see https://github.com/fluxcd/pkg/blob/main/ssa/changeset.go
 */
export const changes: readonly string[] = [
  "^\\S+ (created|configured)(\\n|$)",
  "^Cluster state of release \\S+ has been corrected",
];

/** The Provider of one environment, as a plain object. Address and token are in its Secret. */
export function providerManifest(args: AlertsManifestArgs) {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    metadata: { name: args.name, namespace: args.namespace, labels: args.labels },
    spec: {
      type: args.type,
      secretRef: { name: args.secret },
      ...(args.channel === undefined ? {} : { channel: args.channel }),
    },
  };
}

/** The Alert for every error: fetching, verifying, applying, and databases that do not become healthy. */
export function errorAlertManifest(args: AlertsManifestArgs) {
  return alert(args, "errors", { eventSeverity: "error" });
}

/** The Alert for everything that Flux deletes. */
export function deletionAlertManifest(args: AlertsManifestArgs) {
  return alert(args, "deletions", { eventSeverity: "info", inclusionList: deletions });
}

/** The Alert for everything that Flux changes: new revisions, and manual changes that it reverts. */
export function changeAlertManifest(args: AlertsManifestArgs) {
  return alert(args, "changes", { eventSeverity: "info", inclusionList: changes });
}

function alert({ name, namespace, labels, environment }: AlertsManifestArgs, suffix: string, filter: object) {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Alert",
    metadata: { name: `${name}-${suffix}`, namespace, labels },
    spec: { providerRef: { name }, eventSources, eventMetadata: { environment }, ...filter },
  };
}
