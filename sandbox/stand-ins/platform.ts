import { readFile } from "node:fs/promises";

import { parse } from "yaml";

import { customResourceDefinitions } from "../../schemas/crd";
import { mariadbKinds } from "../../schemas/mariadb";
import {
  argocdNamespace,
  startCluster,
  type Cluster,
  type KubeObject,
  type PlatformPart,
  type Sandbox,
  type SandboxTools,
} from "../cluster";
import type { Layout } from "../ground/layout";
import type { Progress } from "../ground/progress";
import { ARGO_CD } from "../tools";
import { applyDefinitions, readDefinitions } from "./definitions";

/** Kinds of other projects that the overlays and Argo CD use. */
export const argocdKinds: readonly string[] = [
  "applications.argoproj.io",
  "appprojects.argoproj.io",
  "externalsecrets.external-secrets.io",
  "secretstores.external-secrets.io",
];

/**
 * Kinds that the program registers on Flux, HelmRelease, which the guard also protects, and all kinds that
 * source-controller needs to start.
 */
export const fluxKinds: readonly string[] = [
  "fluxinstances.fluxcd.controlplane.io",
  "gitrepositories.source.toolkit.fluxcd.io",
  "ocirepositories.source.toolkit.fluxcd.io",
  "buckets.source.toolkit.fluxcd.io",
  "helmrepositories.source.toolkit.fluxcd.io",
  "helmcharts.source.toolkit.fluxcd.io",
  "externalartifacts.source.toolkit.fluxcd.io",
  "kustomizations.kustomize.toolkit.fluxcd.io",
  "helmreleases.helm.toolkit.fluxcd.io",
  "alerts.notification.toolkit.fluxcd.io",
  "providers.notification.toolkit.fluxcd.io",
];

/** Starts the control plane, or finds it running, and gives it what a cluster with Argo CD has. */
export async function startSandbox(
  where: Layout,
  tools: SandboxTools,
  progress: Progress,
  signal: AbortSignal,
  apiserverArgs: readonly string[] = [],
): Promise<Sandbox> {
  const sandbox = await startCluster(where, tools, progress, signal, apiserverArgs);
  try {
    await applyPlatform(sandbox, tools, progress);
    return sandbox;
  } catch (error) {
    await sandbox.supervisor.undo();
    throw error;
  }
}

/**
 * Gives the cluster what stands in for the parts of a platform that no chart installs: the CRDs, and the objects by
 * which an existing Argo CD and External Secrets are known.
 *
 * @param installed parts whose charts bring their own
 */
export async function applyPlatform(
  { cluster, supervisor }: Sandbox,
  { crdFiles }: SandboxTools,
  progress: Progress,
  installed: readonly PlatformPart[] = [],
): Promise<void> {
  const argocd = installed.includes("argocd");
  const kinds = argocd ? argocdKinds.filter((name) => !name.endsWith(".argoproj.io")) : argocdKinds;
  const operatorKinds = installed.includes("mariadb-operator") ? [] : customResourceDefinitions();
  const settings = argocd ? "" : " and the settings of Argo CD";
  await progress.step(
    "applying CRDs",
    async () => {
      const definitions = [
        ...(operatorKinds as object[] as KubeObject[]),
        ...(await readDefinitions(crdFiles, kinds)),
      ];
      const objects = [...(argocd ? [] : argocdObjects()), externalSecretsWebhook];
      await applyDefinitions(cluster, definitions, objects, supervisor.signal);
    },
    (elapsed) => `CRDs${settings} applied in ${elapsed}`,
  );
}

/** Gives the cluster what one with Flux has and the program reads: its kinds, and its controller's name. */
export async function installFlux(
  cluster: Cluster,
  files: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await applyDefinitions(cluster, await readDefinitions(files, fluxKinds), await fluxObjects(files), signal);
}

/**
 * The objects of an existing installation of Argo CD: its namespace, and the ConfigMaps and the Secret that its
 * controllers read.
 */
function argocdObjects(): KubeObject[] {
  const part = { "app.kubernetes.io/part-of": "argocd", "app.kubernetes.io/version": `v${ARGO_CD}` };
  const configMap = (name: string, data: Record<string, string>): KubeObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: argocdNamespace, labels: part },
    data,
  });
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: argocdNamespace } },
    configMap("argocd-cm", {
      "application.resourceTrackingMethod": "annotation",
      // Argo CD then syncs as the account that the AppProject names, and refuses to sync where it names none.
      "application.sync.impersonation.enabled": "true",
      ...healthWithoutOperators(),
    }),
    configMap("argocd-cmd-params-cm", {}),
    configMap("argocd-rbac-cm", {}),
    configMap("argocd-ssh-known-hosts-cm", {}),
    configMap("argocd-tls-certs-cm", {}),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "argocd-secret", namespace: argocdNamespace, labels: part },
    },
  ];
}

/** The settings that the sandbox adds to an Argo CD from its chart, under its own field manager. */
export function argocdOverrides(): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "argocd-cm", namespace: argocdNamespace },
    data: healthWithoutOperators(),
  };
}

/**
 * No operator's controller runs in the sandbox, so no object ever reports a condition, and Argo CD would wait for the MariaDB of
 * wave 0 before it creates the Database of wave 1. Here, and only here, an object that exists counts as healthy.
 */
function healthWithoutOperators(): Record<string, string> {
  const kinds = [
    ...Object.keys(mariadbKinds).map((kind) => `k8s.mariadb.com_${kind}`),
    ...["SecretStore", "ExternalSecret"].map((kind) => `external-secrets.io_${kind}`),
  ];
  const healthy = 'return { status = "Healthy", message = "not assessed: no operator runs in the sandbox" }';
  return Object.fromEntries(kinds.map((kind) => [`resource.customizations.health.${kind}`, healthy]));
}

/**
 * The object that shows an installed External Secrets Operator. With it and the CRDs, the program uses the existing
 * installation and does not install a chart whose pods would never run.
 */
const externalSecretsWebhook: KubeObject = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "externalsecret-validate" },
  webhooks: [],
};

/**
 * What a cluster with Flux has besides the CRDs: the namespace, and the controller that shows the component `Flux`
 * that Flux is installed. No pod runs here, so the controller stays a declaration.
 *
 * @param files the files that Flux ships
 */
export async function fluxObjects(files: readonly string[]): Promise<KubeObject[]> {
  const file = files.find((path) => path.endsWith("/kustomize-controller.yaml"));
  if (file === undefined) {
    throw new Error(`There is no kustomize-controller.yaml in ${files.join(", ")}.`);
  }
  const text = (await readFile(file, "utf8"))
    .split(/^---$/m)
    .find((part) => /^kind: Deployment$/m.test(part));
  if (text === undefined) {
    throw new Error(`There is no Deployment in ${file}.`);
  }
  const controller = parse(text) as KubeObject;
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } },
    { ...controller, metadata: { ...controller.metadata, namespace: "flux-system" } },
  ];
}
