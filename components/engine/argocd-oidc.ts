import type { Input } from "@pulumi/pulumi";

/** Single sign-on through an OpenID Connect provider, without which no group of `rbac` can log in. */
export interface ArgoCdOidcArgs {
  /** URL of the issuer. */
  issuer: string;
  /** Id under which the provider knows Argo CD. */
  clientId: string;
  /** Secret that belongs to the id; kept in the Secret `argocd-oidc-secret` only. */
  clientSecret: Input<string>;
  /**
   * Scopes that are asked for. The groups of a user come with the last one at most providers.
   *
   * @default ["openid", "profile", "email", "groups"]
   */
  scopes?: string[];
  /**
   * Id of a public client, for `argocd login --sso` on a person's machine. The provider must let it redirect to
   * http://localhost:8085/auth/callback. Most providers do not log in the other client from there, because it has a
   * secret.
   *
   * @default none: the command uses `clientId`
   */
  cliClientId?: string;
  /**
   * Certificate of a private authority that signed the issuer's, in PEM.
   *
   * @default none: the authorities that Argo CD's image trusts
   */
  rootCa?: string;
}

/** Name of the Secret that holds the client's secret. */
export const oidcSecretName = "argocd-oidc-secret";

/** The part of the arguments that is no secret. */
export type PlainOidc = Omit<ArgoCdOidcArgs, "clientSecret">;

/** The keys of `argocd-cm` for the login, with a reference in place of the secret. */
export function oidcSettings(url: string | undefined, oidc: PlainOidc | undefined): Record<string, string> {
  return {
    ...(url === undefined ? {} : { url }),
    ...(oidc === undefined
      ? {}
      : {
          "oidc.config": JSON.stringify({
            name: "SSO",
            issuer: oidc.issuer,
            clientID: oidc.clientId,
            clientSecret: `$${oidcSecretName}:clientSecret`,
            ...(oidc.cliClientId === undefined ? {} : { cliClientID: oidc.cliClientId }),
            ...(oidc.rootCa === undefined ? {} : { rootCA: oidc.rootCa }),
            requestedScopes: oidc.scopes ?? ["openid", "profile", "email", "groups"],
          }),
        }),
  };
}

/** What is wrong with the arguments; empty when nothing is. */
export function oidcProblems(url: string | undefined, oidc: ArgoCdOidcArgs | undefined): string[] {
  const isUrl = (text: string): boolean => /^https:\/\/[^\s/]+/.test(text);
  return [
    ...(url === undefined || isUrl(url) ? [] : [`url is "${url}"; write the https URL of Argo CD's UI`]),
    ...(oidc !== undefined && url === undefined
      ? ["oidc needs url, to which the provider sends people back; write the https URL of Argo CD's UI"]
      : []),
    ...(oidc === undefined || isUrl(oidc.issuer)
      ? []
      : [`oidc.issuer is "${oidc.issuer}"; write the https URL of the issuer`]),
  ];
}
