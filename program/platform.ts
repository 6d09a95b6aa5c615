import * as pulumi from "@pulumi/pulumi";

import { AlertProviderType } from "../components/delivery/flux/alerts-manifest";
import type { ChartLocation } from "../components/chart/location";
import type { FluxAlerts } from "../components/delivery/with-flux";
import { Engine } from "../components/engine/engine";
import { SecretsBackend } from "../components/environments";
import { Installation } from "../components/installation";
import type { DeliveryArgs } from "../components/delivery/database-environment";
import type { PlatformArgs } from "../components/platform/platform";
import type { PlatformGuardArgs } from "../components/platform/platform-args";
import type { ChartKey } from "./setting-groups";
import type { KeptSecrets } from "./kept";
import { loginArgs } from "./login";
import type { StackSettings } from "./settings";

/**
 * The arguments of the platform that a stack's settings describe.
 *
 * @param kept what the cluster holds from earlier; the keys and passwords are secrets
 */
export function platformArgs(settings: StackSettings, kept: KeptSecrets): PlatformArgs {
  const { environment, engine, deletionProtection, monitoring, mirror, readyTimeout, secrets } = settings;
  return {
    environment,
    engine: engine.kind,
    deletionProtection,
    guard: guardArgs(settings),
    monitoring,
    readyTimeout,
    ...(mirror === undefined ? {} : { mirror }),
    mariadbOperator: mariadbOperator(settings),
    ...(engine.kind === Engine.Flux ? { flux: flux(settings) } : { argocd: argocd(settings) }),
    ...(secrets.backend === SecretsBackend.SealedSecrets
      ? { sealedSecrets: sealedSecrets(settings, kept) }
      : {}),
    ...(secrets.backend === SecretsBackend.ExternalSecrets
      ? { externalSecrets: externalSecrets(settings) }
      : {}),
    delivery: delivery(settings, kept),
  };
}

function guardArgs({
  guard: { name, clock, secondPerson, alertsNamespace },
}: StackSettings): PlatformGuardArgs {
  return {
    secondPerson,
    ...(name === undefined ? {} : { name }),
    ...(clock === undefined ? {} : { clock }),
    ...(alertsNamespace === undefined ? {} : { alerts: { namespace: alertsNamespace } }),
  };
}

/** The place of a chart that the stack names, for a component that installs it under this argument. */
function chart<Name extends "chart" | "crdsChart">(
  { charts }: StackSettings,
  key: ChartKey,
  argument: Name,
): Partial<Record<Name, ChartLocation>> {
  const location = charts[key];
  return (location === undefined ? {} : { [argument]: location }) as Partial<Record<Name, ChartLocation>>;
}

function mariadbOperator(settings: StackSettings): NonNullable<PlatformArgs["mariadbOperator"]> {
  const { installation } = settings.mariadbOperator;
  return installation === Installation.Existing
    ? { installation }
    : {
        installation,
        ...chart(settings, "mariadbOperator", "chart"),
        ...chart(settings, "mariadbOperatorCrds", "crdsChart"),
      };
}

function externalSecrets(settings: StackSettings): NonNullable<PlatformArgs["externalSecrets"]> {
  const { installation } = settings.secrets.externalSecrets;
  return installation === Installation.Existing
    ? { installation }
    : { installation, ...chart(settings, "externalSecrets", "chart") };
}

function argocd(settings: StackSettings): NonNullable<PlatformArgs["argocd"]> {
  const { engine, login, notifications } = settings;
  const { installation, namespace, highAvailability } = engine;
  if (installation === Installation.Existing) {
    return { installation, namespace };
  }
  const { slackChannel, slackToken, teamsWebhookUrl } = notifications;
  const receivers = {
    ...(slackToken === undefined || slackChannel === undefined
      ? {}
      : { slack: { token: pulumi.secret(slackToken), channels: [slackChannel] } }),
    ...(teamsWebhookUrl === undefined ? {} : { teams: { workflowUrl: pulumi.secret(teamsWebhookUrl) } }),
  };
  return {
    installation,
    namespace,
    highAvailability,
    ...chart(settings, "argoCd", "chart"),
    ...loginArgs(login),
    ...(Object.keys(receivers).length === 0 ? {} : { notifications: receivers }),
  };
}

function flux(settings: StackSettings): NonNullable<PlatformArgs["flux"]> {
  const { installation, namespace } = settings.engine;
  return installation === Installation.Existing
    ? { installation, namespace }
    : { installation, namespace, ...chart(settings, "fluxOperator", "chart") };
}

function sealedSecrets(
  settings: StackSettings,
  { sealingKeys }: KeptSecrets,
): NonNullable<PlatformArgs["sealedSecrets"]> {
  const { installation, certificate, escrow } = settings.secrets.sealedSecrets;
  const keptKeys = sealingKeys.map(({ privateKey, certificate: own }) => ({
    privateKey: pulumi.secret(privateKey),
    certificate: own,
  }));
  return {
    installation,
    ...(installation === Installation.Existing ? {} : chart(settings, "sealedSecrets", "chart")),
    ...(installation === Installation.Install && keptKeys.length > 0 ? { keptKeys } : {}),
    ...(certificate === undefined ? {} : { certificate }),
    ...(escrow === undefined
      ? {}
      : { escrow: { file: { folder: escrow.folder, passphrase: pulumi.secret(escrow.passphrase) } } }),
  };
}

function delivery(settings: StackSettings, { passwords }: KeptSecrets): DeliveryArgs {
  const { engine, secrets } = settings;
  const { databases, namespace, networkPolicies, groups, ...found } = settings.delivery;
  const common = {
    repositoryUrl: found.repositoryUrl,
    targetRevision: found.targetRevision,
    databases,
    namespace: {
      name: namespace,
      readOnlyGroups: groups.readOnly,
      confirmingGroups: groups.confirming,
      networkPolicies: { enabled: networkPolicies },
    },
    secretsBackend: secrets.backend,
    keptPasswords: Object.fromEntries(
      Object.entries(passwords).map(([database, users]) => [
        database,
        Object.fromEntries(Object.entries(users).map(([user, password]) => [user, pulumi.secret(password)])),
      ]),
    ),
  };
  if (engine.kind === Engine.Flux) {
    const { verificationSecret, decryptionSecret } = found;
    return {
      ...common,
      flux: {
        alerts: fluxAlerts(settings),
        ...(verificationSecret === undefined ? {} : { verification: { secretName: verificationSecret } }),
        ...(decryptionSecret === undefined ? {} : { decryptionSecret }),
      },
    };
  }
  return {
    ...common,
    argocd: {
      ...found.policy,
      destinationServer: found.destinationServer,
      readOnlyGroups: groups.readOnly,
      syncGroups: groups.sync,
      syncWindows: found.syncWindows,
    },
  };
}

/** The same receivers as Argo CD's notifications, in Flux's terms. */
function fluxAlerts({ notifications }: StackSettings): FluxAlerts[] {
  const { slackChannel, slackToken, teamsWebhookUrl } = notifications;
  const alerts: FluxAlerts[] = [];
  if (slackToken !== undefined && slackChannel !== undefined) {
    alerts.push({
      type: AlertProviderType.Slack,
      address: "https://slack.com/api/chat.postMessage",
      token: pulumi.secret(slackToken),
      channel: slackChannel,
    });
  }
  if (teamsWebhookUrl !== undefined) {
    alerts.push({ type: AlertProviderType.MicrosoftTeams, address: pulumi.secret(teamsWebhookUrl) });
  }
  return alerts;
}
