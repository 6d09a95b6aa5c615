import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after } from "../options";
import type { ArgoCdArgs } from "./argocd-args";
import { defaultProtections, isVersion, missingProtections, tooOld, withV } from "./argocd-version";

/** The Argo CD that the cluster has. */
interface Existing {
  namespace: pulumi.Output<string>;
  version: pulumi.Output<string>;
  impersonates: pulumi.Output<boolean>;
}

/**
 * Reads a ConfigMap that every installation has: its absence is an error before any Application is registered, and its
 * version decides whether Applications are delivered at all.
 */
export function useExisting(
  name: string,
  namespace: string,
  args: ArgoCdArgs,
  component: pulumi.Resource,
  options: pulumi.CustomResourceOptions,
): Existing {
  const config = k8s.core.v1.ConfigMap.get(`${name}-installation`, `${namespace}/argocd-cm`, options);
  pulumi.all([config.metadata, config.data]).apply(([metadata, data]) => {
    warnOfSettings(name, metadata, data, component);
  });
  const impersonates = config.data.apply(enforcesImpersonation);
  if (args.version !== undefined) {
    return {
      namespace: after(config, namespace),
      version: after(config, withV(args.version)),
      impersonates,
    };
  }
  const version = config.metadata.apply((metadata) => {
    const found = versionOf(metadata);
    requireProtections(name, found, args, component);
    return found === undefined ? "" : withV(found);
  });
  return {
    // A preview may not know the label and must not depend on it; an update waits for the check of the version.
    namespace: pulumi.runtime.isDryRun()
      ? after(config, namespace)
      : pulumi.all([config.urn, version]).apply(() => namespace),
    version,
    impersonates,
  };
}

/** The official chart writes the version; the official manifests do not. */
function versionOf(metadata: { labels?: Record<string, string> } | undefined): string | undefined {
  const found = metadata?.labels?.["app.kubernetes.io/version"];
  return found !== undefined && isVersion(found) ? found : undefined;
}

/** Refuses a version that is too old, and an unknown one where a protection was required by name; else only warns. */
function requireProtections(
  name: string,
  version: string | undefined,
  args: ArgoCdArgs,
  component: pulumi.Resource,
): void {
  const wanted = args.requiredProtections ?? defaultProtections;
  const problem = version === undefined ? undefined : tooOld(version, wanted);
  if (problem !== undefined) {
    throw new pulumi.ResourceError(`${name}: ${problem}`, component, true);
  }
  if (version === undefined && wanted.length > 0) {
    const unknown =
      `${name}: the version of the existing Argo CD is unknown, because argocd-cm has no usable label ` +
      `app.kubernetes.io/version; ${missingProtections(version, wanted).join(", and ")}. Set its version in \`version\``;
    if (args.requiredProtections !== undefined) {
      throw new pulumi.ResourceError(unknown, component, true);
    }
    void pulumi.log.warn(unknown, component);
  }
}

/** In a preview without a cluster not even the metadata is known, so there is nothing to warn about. */
function warnOfSettings(
  name: string,
  metadata: object | undefined,
  data: Readonly<Record<string, string>> | undefined,
  component: pulumi.Resource,
): void {
  for (const message of metadata === undefined ? [] : weakSettings(data ?? {})) {
    void pulumi.log.warn(`${name}: argocd-cm of the existing Argo CD ${message}`, component);
  }
}

/**
 * The settings of an existing Argo CD that leave databases less safe. They only cause warnings: the owner may change a
 * setting after it was read, so nothing depends on it, and the other layers do not.
 *
 * @param data what its `argocd-cm` holds
 */
export function weakSettings(data: Readonly<Record<string, string>>): string[] {
  const tracking = data["application.resourceTrackingMethod"] ?? "annotation";
  return [
    ...(enforcesImpersonation(data)
      ? []
      : [
          "does not enforce impersonation, so a prune or a cascade runs with rights to delete everything; set application.sync.impersonation.enabled to true",
        ]),
    ...(tracking === "annotation"
      ? []
      : [
          `tracks by ${tracking}, so an Application named like a MariaDB owns, and prunes, its volumes; set application.resourceTrackingMethod to annotation`,
        ]),
  ];
}

/** Whether every sync runs as the project's account. A project without one then cannot sync. */
function enforcesImpersonation(data: Readonly<Record<string, string>> | undefined): boolean {
  return (
    data?.["application.sync.impersonation.enabled"] === "true" &&
    data["application.sync.impersonation.enforced"] !== "false"
  );
}
