import type { Input } from "@pulumi/pulumi";

import { problemOf, type Problem } from "../../problems";

/** Where Flux can send alerts. It cannot send mail; Alertmanager can. */
export const AlertProviderType = {
  /** Address `https://slack.com/api/chat.postMessage` with a bot's token and a channel, or an incoming webhook. */
  Slack: "slack",
  /** Address of a Teams workflow that takes webhooks. */
  MicrosoftTeams: "msteams",
  Discord: "discord",
  GoogleChat: "googlechat",
  /** Any address that takes a POST with the event as JSON. */
  Generic: "generic",
  /** The same, signed: the token is the key of the HMAC. */
  GenericHmac: "generic-hmac",
  /** Address `https://events.pagerduty.com`; the channel is the integration key. */
  PagerDuty: "pagerduty",
  /** Address `https://api.opsgenie.com/v2/alerts` with an API token. */
  Opsgenie: "opsgenie",
  /** Address that ends in `/api/v2/alerts/`, with the user's name and password in it, or with a bearer token. */
  Alertmanager: "alertmanager",
} as const;
export type AlertProviderType = (typeof AlertProviderType)[keyof typeof AlertProviderType];

/** Parts of the name of a receiver. */
interface NamedReceiver {
  readonly name?: string;
  readonly type: string;
}

/**
 * A name for each receiver, as a suffix: the one that it is given, else its type, with a number from the second of a
 * type on.
 */
export function alertNames(receivers: readonly NamedReceiver[]): string[] {
  const unnamed = new Map<string, number>();
  return receivers.map(({ name, type }) => {
    if (name !== undefined) {
      return name;
    }
    const count = (unnamed.get(type) ?? 0) + 1;
    unnamed.set(type, count);
    return count === 1 ? type : `${type}-${String(count)}`;
  });
}

/** Names that cannot be part of a Kubernetes name, or that two receivers have. */
export function alertNamesProblems(receivers: readonly NamedReceiver[]): Problem[] {
  const names = alertNames(receivers);
  return names.flatMap((name, index) => {
    const at = `flux.alerts[${String(index)}].name`;
    if (!/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
      return [problemOf(at, `is "${name}"; use up to 40 lower-case letters, digits and dashes`)];
    }
    return names.indexOf(name) === index
      ? []
      : [problemOf(at, `is "${name}", which an earlier entry has; set another one`)];
  });
}

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
 * Flux's messages about deletions and uninstallations, as Go expressions. It calls these events `info`: an alert for errors
 * alone would not show that a database went.
 */
export const deletions: readonly string[] = [".*deleted.*", ".*[Gg]arbage collection.*", ".*[Uu]ninstall.*"];

/**
 * Flux's messages about changes to the cluster, as Go expressions. kustomize-controller lists the objects, one on a
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
