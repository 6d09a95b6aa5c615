import { fixed, monitorInterval, monitorLabels, type FixedValue } from "../chart/values";
import { everyEnvironment } from "../environments";
import { versions } from "../versions";

/** How much the controllers of Flux may use, as the Flux operator's profiles have it. */
export const FluxSize = {
  /** Up to 1 CPU and 512 MiB each, five objects at a time. */
  Small: "small",
  /** Up to 2 CPU and 1 GiB each, ten objects at a time. */
  Medium: "medium",
  /** Up to 3 CPU and 3 GiB each, twenty objects at a time. */
  Large: "large",
} as const;
export type FluxSize = (typeof FluxSize)[keyof typeof FluxSize];

/** A volume for what source-controller fetched. */
export interface FluxStorage {
  /** StorageClass of the volume. */
  storageClassName: string;
  /** Size of the volume, as a Kubernetes quantity. */
  size: string;
}

/** Settings of one Flux installation. */
export interface FluxInstanceArgs {
  namespace: string;
  registry: string;
  /** Names of the Secrets with which the controllers' images are pulled. */
  imagePullSecrets: readonly string[];
  reconcileInterval: string;
  networkPolicy: boolean;
  size: FluxSize | undefined;
  storage: FluxStorage | undefined;
}

/** The controllers of Flux that deliver and report, without those that write to Git. */
const components = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
];

/**
 * The FluxInstance from which the Flux operator installs Flux, as a plain object.
 *
 * `multitenant` makes the operator start the controllers with `--no-cross-namespace-refs`, `--no-remote-bases` and
 * `--default-service-account`: a Kustomization then works in its own namespace, with the rights of a ServiceAccount
 * there, instead of as cluster-admin. The operator reads only the FluxInstance that is
 * called `flux` in its own namespace.
 */
export function fluxInstanceManifest(args: FluxInstanceArgs) {
  return {
    apiVersion: "fluxcd.controlplane.io/v1",
    kind: "FluxInstance",
    metadata: {
      name: "flux",
      namespace: args.namespace,
      annotations: {
        "fluxcd.controlplane.io/reconcileEvery": args.reconcileInterval,
        // The update ends when the controllers run, so that resources that depend on Flux find it working.
        "pulumi.com/waitFor": "condition=Ready",
      },
    },
    spec: {
      distribution: { version: versions.flux.distribution, registry: args.registry },
      components,
      cluster: {
        type: "kubernetes",
        multitenant: true,
        tenantDefaultServiceAccount: "default",
        networkPolicy: args.networkPolicy,
        ...(args.size === undefined ? {} : { size: args.size }),
      },
      ...(args.storage === undefined
        ? {}
        : { storage: { class: args.storage.storageClassName, size: args.storage.size } }),
      kustomize: { patches: [replaceableHealthCheck, noEditing, ...pullSecrets(args.imagePullSecrets)] },
    },
  };
}

/**
 * Lets a new revision end the wait for the health of the one before. Without it the repair of a broken production
 * commit would wait until the timeout of half an hour is over.
 */
const replaceableHealthCheck = {
  target: { kind: "Deployment", name: "kustomize-controller" },
  patch: [
    "- op: add",
    "  path: /spec/template/spec/containers/0/args/-",
    "  value: --feature-gates=CancelHealthCheckOnNewRevision=true",
    "",
  ].join("\n"),
};

/**
 * The distribution adds the deletion of Kustomizations and HelmReleases to Kubernetes' own roles `edit` and `admin`, and
 * with one of them goes what it does not orphan. Null removes a label, and does nothing where there is none.
 */
const noEditing = {
  target: { kind: "ClusterRole", name: "flux-edit.*" },
  patch: [
    "apiVersion: rbac.authorization.k8s.io/v1",
    "kind: ClusterRole",
    "metadata:",
    "  name: flux-edit",
    "  labels:",
    "    rbac.authorization.k8s.io/aggregate-to-edit: null",
    "    rbac.authorization.k8s.io/aggregate-to-admin: null",
    "",
  ].join("\n"),
};

/** The distribution's own field takes one name only, so the Deployments are patched. */
function pullSecrets(names: readonly string[]) {
  const value = JSON.stringify(names.map((name) => ({ name })));
  const patch = `- op: add\n  path: /spec/template/spec/imagePullSecrets\n  value: ${value}\n`;
  return names.length === 0 ? [] : [{ target: { kind: "Deployment" }, patch }];
}

/**
 * The values of the chart `flux-operator`: only what differs from its defaults. Its CRDs carry
 * `helm.sh/resource-policy: keep` in the chart itself. Source: values.yaml and templates/crds.yaml of the chart.
 */
export function fluxOperatorValues(monitoring: boolean): Record<string, unknown> {
  return {
    installCRDs: true,
    // The operator is cluster-admin; without this, so is everyone who may create a ResourceSet.
    multitenancy: { enabled: true },
    // The status page is served by a cluster-admin, and not needed.
    web: { enabled: false },
    serviceMonitor: monitoring
      ? {
          create: true,
          ...monitorInterval,
          scrapeTimeout: everyEnvironment.scrapeInterval,
          labels: monitorLabels,
        }
      : { create: false },
  };
}

/** The values of the chart `flux-operator` that a user cannot change. */
export const fixedFluxOperatorValues: readonly FixedValue[] = [
  fixed("multitenancy.enabled", "everyone who may create a ResourceSet would act as cluster-admin"),
];
