import type { Input } from "@pulumi/pulumi";

/** Secrets with which Git hosts sign their webhooks; without one anybody may send them. */
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
 * The extra key stays for ever: Argo CD adds its signing key to this Secret, and Helm removes all data of a Secret
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
