import * as pulumi from "@pulumi/pulumi";

import { AlertProviderType } from "../components/delivery/flux/database-alerts";
import type { FluxAlerts } from "../components/delivery/with-flux";
import { Engine } from "../components/engine/engine";
import { SecretsBackend } from "../components/environments";
import { Installation } from "../components/installation";
import type { DeliveryArgs, PlatformArgs } from "../components/platform/platform";
import { loginArgs } from "./login";
import type { Settings } from "./settings";

/** The arguments of the platform that a stack's settings describe. */
export function platformArgs(settings: Settings): PlatformArgs {
  const { environment, engine, deletionProtection, mariadbOperator, secrets } = settings;
  return {
    environment,
    engine: engine.kind,
    deletionProtection,
    mariadbOperator,
    ...(engine.kind === Engine.Flux ? { flux: flux(settings) } : { argocd: argocd(settings) }),
    ...(secrets.backend === SecretsBackend.SealedSecrets ? { sealedSecrets: sealedSecrets(settings) } : {}),
    ...(secrets.backend === SecretsBackend.ExternalSecrets
      ? { externalSecrets: secrets.externalSecrets }
      : {}),
    delivery: delivery(settings),
  };
}

function argocd({ engine, login, notifications }: Settings): NonNullable<PlatformArgs["argocd"]> {
  const { installation, namespace, ha } = engine;
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
    ha,
    ...loginArgs(login),
    ...(Object.keys(receivers).length === 0 ? {} : { notifications: receivers }),
  };
}

function flux({ engine: { installation, namespace } }: Settings): NonNullable<PlatformArgs["flux"]> {
  return { installation, namespace };
}

function sealedSecrets({ secrets }: Settings): NonNullable<PlatformArgs["sealedSecrets"]> {
  const { installation, certificate, escrow } = secrets.sealedSecrets;
  return {
    installation,
    ...(certificate === undefined ? {} : { certificate }),
    ...(escrow === undefined
      ? {}
      : { escrow: { file: { folder: escrow.folder, passphrase: pulumi.secret(escrow.passphrase) } } }),
  };
}

function delivery(settings: Settings): DeliveryArgs {
  const { engine, secrets } = settings;
  const { databases, namespace, networkPolicies, groups, ...found } = settings.delivery;
  const common = {
    repositoryUrl: found.repositoryUrl,
    targetRevision: found.targetRevision,
    databases,
    namespace: { namespace, readOnlyGroups: groups.readOnly, networkPolicies: { enabled: networkPolicies } },
    secretsBackend: secrets.backend,
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
function fluxAlerts({ notifications }: Settings): FluxAlerts[] {
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
