import type { Input } from "@pulumi/pulumi";

import { problemOf, type Problem } from "../problems";

/** Single sign-on through an OpenID Connect provider, without which no group of `rbac` can log in. */
export interface ArgoCdOidcArgs {
  /** URL of the issuer. */
  issuer: string;
  /** Id under which the provider knows Argo CD. */
  clientId: string;
  /** Secret that belongs to the id; kept in the Secret `argocd-oidc-secret` only. */
  clientSecret: Input<string>;
  /**
   * Scopes that are requested. Most providers send a user's groups with the last one.
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

/** Arguments that are not secret. */
export type PlainOidc = Omit<ArgoCdOidcArgs, "clientSecret">;

/** The keys of `argocd-cm` for the login, with a reference in place of the secret. */
export function oidcConfig(url: string | undefined, oidc: PlainOidc | undefined): Record<string, string> {
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

/** Problems with the address of the UI and the login, each with its remedy. */
export function oidcProblems(url: string | undefined, oidc: ArgoCdOidcArgs | undefined): Problem[] {
  const isUrl = (text: string): boolean => /^https:\/\/[^\s/]+/.test(text);
  const problems: Problem[] = [];
  if (url !== undefined && !isUrl(url)) {
    problems.push(problemOf("url", `is "${url}"; set the https URL of Argo CD's UI`));
  }
  if (oidc !== undefined && url === undefined) {
    const reason = "oidc needs url, to which the provider redirects; set the https URL of Argo CD's UI";
    problems.push({ propertyPath: "url", reason });
  }
  if (oidc !== undefined && !isUrl(oidc.issuer)) {
    problems.push(problemOf("oidc.issuer", `is "${oidc.issuer}"; set the https URL of the issuer`));
  }
  return problems;
}

/** Who may do what in Argo CD, beyond reading, which everyone who logs in may do. */
export interface ArgoCdRbacArgs {
  /**
   * Projects, as glob patterns, in which only the break-glass groups may delete, change, override or run actions.
   *
   * @default ["*"], every project
   */
  databaseProjects?: string[];
  /**
   * SSO groups with Argo CD's `role:admin`. In the database projects they may look and sync, no more.
   *
   * @default none
   */
  adminGroups?: string[];
  /**
   * SSO groups that may also delete, override and run actions in the database projects, for an emergency. The sync
   * ServiceAccount and the deletion guard still apply to what they do.
   *
   * @default none
   */
  breakGlassGroups?: string[];
}

/** Actions that destroy, replace or weaken; `override` applies local files, `update` edits the Application. */
const destructive = ["create", "update", "update/*", "delete", "delete/*", "override", "action/*"];

/** Actions of the break-glass groups. An emergency needs no new Application. */
const emergency = ["get", "sync", ...destructive.filter((action) => action !== "create")];

/**
 * The ConfigMap `argocd-rbac-cm`. A deny rule binds one subject, not a person, so no rule denies something to everyone:
 * nothing is granted by default, and `role:admin`, which is built into Argo CD, is denied what destroys databases.
 */
export function rbacConfig(args: ArgoCdRbacArgs): Record<string, string> {
  const projects = args.databaseProjects ?? ["*"];
  const admins = (args.adminGroups ?? []).map((group) => line("g", group, "role:admin"));
  const rescuers = (args.breakGlassGroups ?? []).map((group) => line("g", group, "role:break-glass"));
  return {
    "policy.default": "role:readonly",
    "policy.csv": [
      ...projects.flatMap(denials),
      ...(rescuers.length > 0 ? projects.flatMap(permissions) : []),
      ...admins,
      ...rescuers,
    ].join("\n"),
  };
}

/** ApplicationSets are denied too: a generator that returns nothing deletes Applications. */
function denials(project: string): string[] {
  const deny = (resource: string, action: string, object: string): string =>
    line("p", "role:admin", resource, action, object, "deny");
  return [
    ...destructive.map((action) => deny("applications", action, `${project}/*`)),
    ...["create", "update", "delete"].map((action) => deny("applicationsets", action, `${project}/*`)),
    ...["update", "delete"].map((action) => deny("projects", action, project)),
    deny("exec", "create", `${project}/*`),
  ];
}

function permissions(project: string): string[] {
  return emergency.map((action) =>
    line("p", "role:break-glass", "applications", action, `${project}/*`, "allow"),
  );
}

/** One line of the policy; a name with a comma, such as an LDAP one, is quoted. */
function line(...fields: string[]): string {
  return fields.map((field) => (/[,"]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(", ");
}

/** Problems with the groups and projects, each with its remedy. */
export function rbacProblems(args: ArgoCdRbacArgs): Problem[] {
  const { databaseProjects, adminGroups = [], breakGlassGroups = [] } = args;
  const unprotected = "databaseProjects is empty, which protects nothing; remove it to protect every project";
  const inGroups = (argument: string, groups: readonly string[]): Problem[] =>
    groups
      .filter((group) => group.trim() === "" || /[\r\n]/.test(group) || group.startsWith("role:"))
      .map((group) => ({
        propertyPath: `rbac.${argument}`,
        reason: `a group is ${JSON.stringify(group)}; set the name of an SSO group on one line`,
      }));
  return [
    ...(databaseProjects?.length === 0
      ? [{ propertyPath: "rbac.databaseProjects", reason: unprotected }]
      : []),
    ...(databaseProjects ?? [])
      .filter((project) => !/^[a-z0-9*?.-]+$/.test(project))
      .map((project) => ({
        propertyPath: "rbac.databaseProjects",
        reason: `databaseProjects has "${project}"; set a project's name or a glob such as databases-*`,
      })),
    ...inGroups("adminGroups", adminGroups),
    ...inGroups("breakGlassGroups", breakGlassGroups),
  ];
}
