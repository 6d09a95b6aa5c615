import { Installation } from "../installation";
import { versions } from "../versions";
import { installArguments, type ArgoCdArgs } from "./argocd-args";
import { oidcProblems } from "./argocd-oidc";
import { rbacProblems } from "./argocd-rbac";
import { EngineProtection, isVersion, missingProtections, withV } from "./argocd-version";
import { webhookNames } from "./argocd-webhooks";
import { notificationProblems } from "./notifications/services";

/** The protections that must be there unless the caller says otherwise. */
export const defaultProtections: readonly EngineProtection[] = [EngineProtection.AppLevelOptions];

/** What is wrong with the arguments, each with its remedy; empty when nothing is. */
export function argoCdProblems(args: ArgoCdArgs): string[] {
  return [
    ...(args.installation === Installation.Existing ? existingProblems(args) : installProblems(args)),
    ...(args.reconciliationTimeout === undefined || /^(\d+(ms|s|m|h))+$/.test(args.reconciliationTimeout)
      ? []
      : [`reconciliationTimeout is "${args.reconciliationTimeout}"; write a Go duration such as 120s`]),
    ...oidcProblems(args.url, args.oidc),
    ...rbacProblems(args.rbac ?? {}),
    ...(args.webhookSecrets === undefined ? [] : webhookProblems(args.webhookSecrets)),
    ...(args.notifications === undefined ? [] : notificationProblems(args.notifications)),
  ];
}

/** Nobody but its owner configures an existing Argo CD: an argument that would be ignored is refused. */
function existingProblems(args: ArgoCdArgs): string[] {
  const ignored = installArguments.filter((argument) => args[argument] !== undefined);
  return [
    ...(ignored.length > 0
      ? [`${ignored.join(", ")} cannot configure an existing Argo CD; leave it out, or install one`]
      : []),
    ...versionProblems(args.version, args),
  ];
}

function installProblems(args: ArgoCdArgs): string[] {
  const version = installedVersion(args);
  const pinned = args.chart?.version === undefined && args.chart?.path === undefined;
  return [
    ...versionProblems(version, args),
    ...(pinned && version !== versions.argoCd.app
      ? [
          `version is "${version}", but the pinned chart has the CRDs of ${versions.argoCd.app}; set chart.version to a ` +
            "chart of that Argo CD, or remove version",
        ]
      : []),
  ];
}

function versionProblems(version: string | undefined, { requiredProtections }: ArgoCdArgs): string[] {
  return version === undefined || isVersion(version)
    ? tooOld(version, requiredProtections ?? defaultProtections)
    : [`version is "${version}"; set a version such as v3.5.7`];
}

/** The version that an installation of our own has, as images are tagged. */
export function installedVersion({ version = versions.argoCd.app }: ArgoCdArgs): string {
  return withV(version);
}

/** The protections that a version lacks; an unknown version is not judged here. */
export function tooOld(version: string | undefined, wanted: readonly EngineProtection[]): string[] {
  if (version === undefined) {
    return [];
  }
  const missing = missingProtections(version, wanted);
  return missing.length === 0
    ? []
    : [
        `Argo CD is ${version}, but ${missing.join(", and ")}. Upgrade Argo CD, or leave the protection out of requiredProtections and rely on the other layers`,
      ];
}

function webhookProblems(secrets: NonNullable<ArgoCdArgs["webhookSecrets"]>): string[] {
  return [
    ...(webhookNames(secrets).length === 0
      ? ["webhookSecrets is empty; write the secret of a Git host, or leave webhookSecrets out"]
      : []),
    ...((secrets.azureDevOpsUsername === undefined) !== (secrets.azureDevOpsPassword === undefined)
      ? ["webhookSecrets has only one of azureDevOpsUsername and azureDevOpsPassword; write both"]
      : []),
  ];
}
