import * as pulumi from "@pulumi/pulumi";

import type { ArgoCdArgs } from "../components/engine/argocd";
import { rbacProblems, type ArgoCdOidcArgs, type ArgoCdRbacArgs } from "../components/engine/argocd-login";
import type { ArgoCdWebhookSecrets } from "../components/engine/argocd-secrets";
import { Engine } from "../components/engine/engine";
import { Installation } from "../components/installation";
import { httpsUrl } from "./config-values";
import type { ConfigReader } from "./config-reader";
import type { SettingKey } from "./setting-keys";

/** Who may log in to Argo CD and do what there, and how Git hosts prove who they are. Secrets are plain strings here. */
export interface LoginSettings {
  readonly url: string | undefined;
  readonly oidc: (ArgoCdOidcArgs & { clientSecret: string }) | undefined;
  readonly rbac: ArgoCdRbacArgs;
  readonly webhookSecrets: Readonly<Partial<Record<keyof ArgoCdWebhookSecrets, string>>>;
}

/** The key of each webhook secret. */
const webhookKeys = {
  github: "webhookGithubSecret",
  gitlab: "webhookGitlabSecret",
  bitbucketServer: "webhookBitbucketServerSecret",
  bitbucketUuid: "webhookBitbucketUuid",
  gogs: "webhookGogsSecret",
  azureDevOpsUsername: "webhookAzureDevOpsUsername",
  azureDevOpsPassword: "webhookAzureDevOpsPassword",
} as const satisfies Record<keyof ArgoCdWebhookSecrets, SettingKey>;

const oidcKeys = [
  "oidcIssuer",
  "oidcClientId",
  "oidcClientSecret",
  "oidcCliClientId",
  "oidcScopes",
  "oidcRootCa",
] as const satisfies readonly SettingKey[];
const groupKeys = ["adminGroups", "breakGlassGroups"] as const satisfies readonly SettingKey[];

/** Every key that only an Argo CD of our own can honour. */
export const loginKeys: readonly SettingKey[] = [
  "argocdUrl",
  ...oidcKeys,
  ...groupKeys,
  ...Object.values(webhookKeys),
];

/** Reads the login of an Argo CD that this stack installs; any other engine is configured by its owner. */
export function login(engine: Engine, installation: Installation, read: ConfigReader): LoginSettings {
  if (engine === Engine.Flux || installation === Installation.Existing) {
    refuseAll(engine, read);
    return { url: undefined, oidc: undefined, rbac: {}, webhookSecrets: {} };
  }
  const wanted = oidcKeys.some((key) => isSet(read, key));
  for (const key of groupKeys.filter((key) => isSet(read, key) && !wanted)) {
    read.complain(`${key} needs single sign-on, without which nobody is in a group; set oidcIssuer too`);
  }
  return {
    url: wanted
      ? read.required("argocdUrl", "https://argocd.example.com", afterLogin, httpsUrl)
      : read.optional("argocdUrl", httpsUrl),
    oidc: wanted ? oidc(read) : undefined,
    rbac: rbac(read),
    webhookSecrets: webhooks(read),
  };
}

const afterLogin = "with oidcIssuer, because the provider sends people back to it";

function oidc(read: ConfigReader): LoginSettings["oidc"] {
  const needed = "with the other oidc keys, because Argo CD logs in at the provider with it";
  const secret = read.optional("oidcClientSecret");
  if (secret === undefined) {
    read.complain(
      `oidcClientSecret is missing; it is required ${needed}. Run: pulumi config set --secret oidcClientSecret`,
    );
  }
  const cliClientId = read.optional("oidcCliClientId");
  const rootCa = read.optional("oidcRootCa", certificate);
  const scopes = read.list("oidcScopes");
  return {
    issuer: read.required("oidcIssuer", "https://id.example.com", needed, httpsUrl),
    clientId: read.required("oidcClientId", "argocd", needed),
    clientSecret: secret ?? "",
    ...(cliClientId === undefined ? {} : { cliClientId }),
    ...(rootCa === undefined ? {} : { rootCa }),
    ...(scopes.length === 0 ? {} : { scopes }),
  };
}

function certificate(value: string): string | undefined {
  return value.startsWith("-----BEGIN CERTIFICATE-----") ? undefined : "set a certificate in PEM";
}

function rbac(read: ConfigReader): ArgoCdRbacArgs {
  const [adminGroups, breakGlassGroups] = groupKeys.map((key) => read.list(key));
  const groups = {
    ...(adminGroups === undefined || adminGroups.length === 0 ? {} : { adminGroups }),
    ...(breakGlassGroups === undefined || breakGlassGroups.length === 0 ? {} : { breakGlassGroups }),
  };
  for (const problem of rbacProblems(groups)) {
    read.complain(problem.reason);
  }
  return groups;
}

function webhooks(read: ConfigReader): LoginSettings["webhookSecrets"] {
  const { azureDevOpsUsername, azureDevOpsPassword } = webhookKeys;
  if (isSet(read, azureDevOpsUsername) !== isSet(read, azureDevOpsPassword)) {
    const missing = isSet(read, azureDevOpsUsername) ? azureDevOpsPassword : azureDevOpsUsername;
    read.complain(`${missing} is missing; Azure DevOps signs with a user name and a password: set both`);
  }
  return Object.fromEntries(
    Object.entries(webhookKeys)
      .map(([host, key]) => [host, read.optional(key)] as const)
      .filter(([, secret]) => secret !== undefined),
  );
}

/** A key that would have no effect is refused by its name, and its value is not shown: it may be a secret. */
function refuseAll(engine: Engine, read: ConfigReader): void {
  const why =
    engine === Engine.Flux
      ? "configures Argo CD, but the engine is flux, which has no login and no UI; remove it"
      : "cannot configure an existing Argo CD, which its owner configures; remove it, or set engineInstallation to install";
  for (const key of loginKeys.filter((key) => isSet(read, key))) {
    read.complain(`${key} ${why}`);
  }
}

/** Whether a key holds something; an empty list is the default of a list. */
function isSet(read: ConfigReader, key: SettingKey): boolean {
  return !["", "[]"].includes(read.text(key));
}

/** The arguments of Argo CD for a login. */
export function loginArgs({ url, oidc, rbac, webhookSecrets }: LoginSettings): Partial<ArgoCdArgs> {
  const secrets = Object.entries(webhookSecrets).map(([host, secret]) => [host, pulumi.secret(secret)]);
  return {
    ...(url === undefined ? {} : { url }),
    ...(oidc === undefined ? {} : { oidc: { ...oidc, clientSecret: pulumi.secret(oidc.clientSecret) } }),
    ...(Object.keys(rbac).length === 0 ? {} : { rbac }),
    ...(secrets.length === 0 ? {} : { webhookSecrets: Object.fromEntries(secrets) as ArgoCdWebhookSecrets }),
  };
}
