/** Where a Helm chart comes from, and under which release name it is always installed. */
export interface ChartSource {
  /** Name of the chart, or its OCI address. */
  readonly chart: string;
  /** Exact version of the chart. */
  readonly version: string;
  /** Chart repository; an OCI chart has none. */
  readonly repository?: string;
  /** Name of the release. Fixed, because Helm takes kept CRDs back only under the release name that they carry. */
  readonly release: string;
}

/** The charts that the package installs, each at one exact version. */
export const charts = {
  argoCd: {
    chart: "argo-cd",
    version: "10.1.1",
    repository: "https://argoproj.github.io/argo-helm",
    release: "argocd",
  },
  fluxOperator: {
    chart: "oci://ghcr.io/controlplaneio-fluxcd/charts/flux-operator",
    version: "0.59.0",
    release: "flux-operator",
  },
  sealedSecrets: {
    chart: "sealed-secrets",
    version: "2.20.0",
    repository: "https://bitnami.github.io/sealed-secrets",
    release: "sealed-secrets",
  },
  externalSecrets: {
    chart: "external-secrets",
    version: "2.10.0",
    repository: "https://charts.external-secrets.io",
    release: "external-secrets",
  },
  /** Before 26.10 a Galera cluster could be recovered from an empty node, and 26.10.0 is to be skipped. */
  mariadbOperatorCrds: {
    chart: "mariadb-operator-crds",
    version: "26.10.1",
    repository: "https://mariadb-operator.github.io/mariadb-operator",
    release: "mariadb-operator-crds",
  },
  mariadbOperator: {
    chart: "mariadb-operator",
    version: "26.10.1",
    repository: "https://mariadb-operator.github.io/mariadb-operator",
    release: "mariadb-operator",
  },
} as const satisfies Readonly<Record<string, ChartSource>>;

/** Every version that the package pins, besides the charts. Raising one is a change of its own, with the tests run on it. */
export const versions = {
  /** The Argo CD that the chart installs; app-level `Prune=false` needs 3.4. */
  argoCd: { app: "v3.4.4" },
  /** The Flux distribution that the Flux operator installs. */
  flux: { distribution: "2.9.5", registry: "ghcr.io/fluxcd" },
  /** The controller, so that no chart can bring an older one: before 0.40.0 everyone who reaches its HTTP port can decrypt. */
  sealedSecrets: { controller: "0.40.0" },
  /**
   * The server image that the overlays run: an exact patch, because a MariaDB is never downgraded, and the digest of the
   * index of all its architectures.
   */
  mariadb: {
    image:
      "docker.io/library/mariadb:11.8.9" +
      "@sha256:2d2f4095530294735a857cfe22bb101e19b0849b416911c796ec4aa81b164a62",
  },
} as const;

/**
 * The version of each chart that the tests render and install. It differs from the pinned one where the machine that runs
 * the tests cannot have that.
 */
export const testedCharts = {
  argoCd: "10.1.1",
  fluxOperator: "0.49.0",
  sealedSecrets: "2.18.5",
  externalSecrets: "2.9.0",
  mariadbOperatorCrds: "26.6.0",
  mariadbOperator: "26.6.0",
} as const satisfies Readonly<Record<keyof typeof charts, string>>;

/** Versions of other software that the tests run and the sandbox does not pin. Shown in `docs/versions.md`. */
export const testedWith = {
  /** Built from the commit 8970edf8 of July 2026, the newest that was to be had. */
  mariadbOperator: "an operator built between 26.6.0 and 26.10.0",
  flux: "source-controller 1.9 and kustomize-controller 1.9.5",
  /** The provider plugin. The SDK's version is that of `package-lock.json`. */
  kubernetesProvider: "4.34.2",
  mariadb: "10.11 of Debian 12, as a server outside of the cluster",
  node: "20.20.2",
} as const;
