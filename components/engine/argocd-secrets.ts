import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import type { Problem } from "../problems";
import { oidcSecretName, type ArgoCdOidcArgs } from "./argocd-login";
import {
  notificationSecrets,
  notificationsSecretName,
  type ArgoCdNotificationsArgs,
} from "./argocd-notifications";

/** Secrets with which Git hosts sign their webhooks; without one, anyone can send them. */
export interface ArgoCdWebhookSecrets {
  /** Shared secret of GitHub. */
  github?: Input<string>;
  /** Secret token of GitLab. */
  gitlab?: Input<string>;
  /** Shared secret of Bitbucket Server. */
  bitbucketServer?: Input<string>;
  /** UUID of the Bitbucket Cloud webhook. */
  bitbucketUuid?: Input<string>;
  /** Shared secret of Gogs and Gitea. */
  gogs?: Input<string>;
  /** User name of the Azure DevOps webhook; set it together with the password. */
  azureDevOpsUsername?: Input<string>;
  /** Password of the Azure DevOps webhook. */
  azureDevOpsPassword?: Input<string>;
}

/** Name of the Secret that holds the webhook secrets. */
export const webhookSecretName = "argocd-webhook-secret";

/** The chart's value for each webhook secret, as a path below `configs.secret`. */
const chartKeys: Readonly<Record<keyof ArgoCdWebhookSecrets, readonly string[]>> = {
  github: ["githubSecret"],
  gitlab: ["gitlabSecret"],
  bitbucketServer: ["bitbucketServerSecret"],
  bitbucketUuid: ["bitbucketUUID"],
  gogs: ["gogsSecret"],
  azureDevOpsUsername: ["azureDevops", "username"],
  azureDevOpsPassword: ["azureDevops", "password"],
};

/**
 * The chart's values of `argocd-secret`: references to our own Secret, which Argo CD resolves, and never a secret.
 *
 * The extra key is always set: Argo CD adds its signing key to this Secret, and Helm removes all data of a Secret
 * when the last key of its own goes.
 */
export function webhookReferences(names: readonly (keyof ArgoCdWebhookSecrets)[]): Record<string, unknown> {
  const values: Record<string, unknown> = { extra: { "webhook.secrets": webhookSecretName } };
  for (const name of names) {
    const [key = "", inner] = chartKeys[name];
    const reference = `$${webhookSecretName}:${name}`;
    values[key] = inner === undefined ? reference : { ...(values[key] as object), [inner]: reference };
  }
  return values;
}

/** The names of the webhook secrets that are set. */
export function webhookNames(secrets: ArgoCdWebhookSecrets): (keyof ArgoCdWebhookSecrets)[] {
  return (Object.keys(chartKeys) as (keyof ArgoCdWebhookSecrets)[]).filter(
    (name) => secrets[name] !== undefined,
  );
}

/** Problems with the webhook secrets, each with its remedy. */
export function webhookProblems(secrets: ArgoCdWebhookSecrets): Problem[] {
  const { azureDevOpsUsername, azureDevOpsPassword } = secrets;
  const reasons = [
    ...(webhookNames(secrets).length === 0
      ? ["webhookSecrets is empty; set the secret of a Git host, or remove webhookSecrets"]
      : []),
    ...((azureDevOpsUsername === undefined) !== (azureDevOpsPassword === undefined)
      ? ["webhookSecrets has only one of azureDevOpsUsername and azureDevOpsPassword; set both"]
      : []),
  ];
  return reasons.map((reason) => ({ propertyPath: "webhookSecrets", reason }));
}

/** The arguments that hold secrets. */
interface SecretArgs {
  webhookSecrets?: ArgoCdWebhookSecrets;
  oidc?: ArgoCdOidcArgs;
  notifications?: ArgoCdNotificationsArgs;
}

/** Everything secret, which no chart value may hold. All of it exists before the release that refers to it. */
export function writeSecrets(
  name: string,
  namespace: string,
  { webhookSecrets, oidc, notifications }: SecretArgs,
  options: CustomResourceOptions,
): k8s.core.v1.Secret[] {
  const write = (
    suffix: string,
    metadata: { name: string; labels?: Record<string, string> },
    stringData: Record<string, Input<string>>,
  ) =>
    new k8s.core.v1.Secret(
      `${name}-${suffix}`,
      { metadata: { namespace, ...metadata }, stringData },
      options,
    );
  const password = new random.RandomPassword(`${name}-redis`, { length: 32, special: false }, options);
  const secrets = [write("redis-secret", { name: "argocd-redis" }, { auth: password.result })];
  // Argo CD resolves references only into Secrets with this label.
  const labels = { "app.kubernetes.io/part-of": "argocd" };
  if (webhookSecrets !== undefined) {
    secrets.push(write("webhook-secret", { name: webhookSecretName, labels }, { ...webhookSecrets }));
  }
  if (oidc !== undefined) {
    const { clientSecret } = oidc;
    secrets.push(write("oidc-secret", { name: oidcSecretName, labels }, { clientSecret }));
  }
  if (notifications !== undefined) {
    secrets.push(
      write("notifications-secret", { name: notificationsSecretName }, notificationSecrets(notifications)),
    );
  }
  return secrets;
}
