import type { Asset, RemoteFile, ToolName, ToolSpec } from "./spec";

const etcd = "3.6.6";
const kubernetes = "1.36.3";
export const kwok = "0.8.0";
const pulumi = "3.250.0";
const kustomize = "5.8.1";
export const argoCd = "3.5.3";
/** The version of the controller that the package installs, so that the controller can open what kubeseal seals. */
const kubeseal = "0.40.0";
const conftest = "0.71.1";
/** The controller of Flux 2.9.5, whose CRDs `files.ts` takes from the Flux operator. */
const kustomizeController = "1.9.5";
/** promtool of Prometheus 3.15.0, whose module counts from 0.300. */
const prometheusModule = "0.315.0";
const prometheus = "3.15.0";
/** miniredis 2.40.0; raise the number after the dash when `redis/main.go` changes, or old builds stay in use. */
const redis = "2.40.0-1";
/** Raise the number after the dash when a file of `kubernetes/admission` changes, or old builds stay in use. */
const admission = `${kubernetes}-4`;

const github = (repository: string, tag: string, file: string): RemoteFile => ({
  base: "github",
  path: `/${repository}/releases/download/${tag}/${file}`,
});

/** A file of a GitHub release, and the file of the same release with its checksum. */
const release = (repository: string, tag: string, file: string, checksums: string): Asset => ({
  file: github(repository, tag, file),
  checksums: github(repository, tag, checksums),
});

/** A part of Kubernetes: all are released together and built from one module. */
function kubernetesTool(name: ToolName, duration: string, gibibytes: number): ToolSpec {
  return {
    name,
    version: kubernetes,
    // 1.33 is the oldest that Argo CD 3.5 is tested with.
    probe: {
      args: ["--version"],
      pattern: /Kubernetes v(\d+\.\d+\.\d+)/,
      accepted: { from: "1.33.0", below: "2.0.0" },
    },
    download: ({ os, arch }) => {
      const path = `/v${kubernetes}/bin/linux/${arch}/${name}`;
      if (os !== "linux") {
        return undefined;
      }
      return {
        file: { base: "kubernetes", path },
        checksums: { base: "kubernetes", path: `${path}.sha256` },
      };
    },
    build: {
      family: "kubernetes",
      target: `k8s.io/kubernetes/cmd/${name}`,
      variables: {
        "k8s.io/component-base/version.gitVersion": `v${kubernetes}`,
        "k8s.io/component-base/version.gitMajor": "1",
        "k8s.io/component-base/version.gitMinor": "36",
        "k8s.io/component-base/version.gitTreeState": "clean",
        "k8s.io/client-go/pkg/version.gitVersion": `v${kubernetes}`,
      },
      duration,
      gibibytes,
    },
  };
}

/** Every tool with its pinned version: the one table that find, download and build read. */
export const toolSpecs: Readonly<Record<ToolName, ToolSpec>> = {
  etcd: {
    name: "etcd",
    version: etcd,
    // 3.5.13 is the oldest that kube-apiserver reads consistently from its cache with.
    probe: {
      args: ["--version"],
      pattern: /etcd Version: v?(\d+\.\d+\.\d+)/,
      accepted: { from: "3.5.13", below: "4.0.0" },
    },
    download: ({ os, arch }) => {
      const name = `etcd-v${etcd}-${os}-${arch}`;
      const archive = `${name}.${os === "linux" ? "tar.gz" : "zip"}`;
      return { ...release("etcd-io/etcd", `v${etcd}`, archive, "SHA256SUMS"), member: `${name}/etcd` };
    },
    build: {
      family: "etcd",
      target: "go.etcd.io/etcd/server/v3",
      variables: {},
      duration: "about 1 min",
      gibibytes: 0.6,
    },
  },
  "kube-apiserver": kubernetesTool("kube-apiserver", "3-5 min on two cores", 3),
  "kube-controller-manager": kubernetesTool("kube-controller-manager", "about 2 min on two cores", 1),
  "kube-scheduler": kubernetesTool("kube-scheduler", "about 1 min on two cores", 0.5),
  kwok: {
    name: "kwok",
    version: kwok,
    probe: {
      args: ["--version"],
      pattern: /kwok version v?(\d+\.\d+\.\d+)/,
      accepted: { from: kwok, below: "0.9.0" },
    },
    download: ({ os, arch }) => {
      const file = `kwok-${os}-${arch}`;
      return release("kubernetes-sigs/kwok", `v${kwok}`, file, `${file}.sha256`);
    },
    build: {
      family: "kwok",
      target: "sigs.k8s.io/kwok/cmd/kwok",
      variables: {},
      duration: "about 1 min on two cores",
      gibibytes: 0.8,
    },
  },
  pulumi: {
    name: "pulumi",
    version: pulumi,
    probe: { args: ["version"], pattern: /^v?(\d+\.\d+\.\d+)/m, accepted: { from: pulumi, below: "4.0.0" } },
    download: ({ os, arch }) => ({
      file: {
        base: "pulumi",
        path: `/releases/sdk/pulumi-v${pulumi}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`,
      },
      checksums: github("pulumi/pulumi", `v${pulumi}`, `pulumi-${pulumi}-checksums.txt`),
      member: "pulumi/pulumi",
    }),
    build: {
      family: "pulumi",
      target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": pulumi },
      duration: "3-5 min on two cores",
      gibibytes: 3,
    },
  },
  argocd: {
    name: "argocd",
    version: argoCd,
    // Flags change between minor versions, and the CRDs come from exactly this one.
    probe: {
      args: ["version", "--client", "--short"],
      pattern: /argocd: v(\d+\.\d+\.\d+)/,
      accepted: { from: "3.5.0", below: "3.6.0" },
    },
    download: ({ os, arch }) =>
      release("argoproj/argo-cd", `v${argoCd}`, `argocd-${os}-${arch}`, "cli_checksums.txt"),
    build: {
      family: "argocd",
      target: "github.com/argoproj/argo-cd/v3/cmd",
      variables: { "github.com/argoproj/argo-cd/v3/common.version": argoCd },
      duration: "4-6 min on two cores",
      gibibytes: 3.1,
    },
  },
  kustomize: {
    name: "kustomize",
    version: kustomize,
    probe: { args: ["version"], pattern: /v(\d+\.\d+\.\d+)/, accepted: { from: "5.0.0", below: "6.0.0" } },
    download: ({ os, arch }) => {
      const archive = `kustomize_v${kustomize}_${os}_${arch}.tar.gz`;
      const tag = `kustomize%2Fv${kustomize}`;
      return { ...release("kubernetes-sigs/kustomize", tag, archive, "checksums.txt"), member: "kustomize" };
    },
    build: {
      family: "kustomize",
      target: "sigs.k8s.io/kustomize/kustomize/v5",
      variables: { "sigs.k8s.io/kustomize/api/provenance.version": `v${kustomize}` },
      duration: "about 20 s",
      gibibytes: 0.3,
    },
  },
  redis: {
    name: "redis",
    version: redis,
    download: () => undefined,
    build: { family: "redis", target: ".", variables: {}, duration: "about 30 s", gibibytes: 0.2 },
  },
  admission: {
    name: "admission",
    version: admission,
    download: () => undefined,
    build: {
      family: "kubernetes",
      target: "./admission",
      variables: {},
      duration: "about 1 min on two cores, once kube-apiserver is built",
      gibibytes: 0.8,
    },
  },
  // Published as an image only, and without a way to ask it for its version.
  "kustomize-controller": {
    name: "kustomize-controller",
    version: kustomizeController,
    download: () => undefined,
    build: {
      family: "flux-controllers",
      target: "github.com/fluxcd/kustomize-controller",
      variables: {},
      duration: "about 4 min on two cores",
      gibibytes: 2,
    },
  },
  kubeseal: {
    name: "kubeseal",
    version: kubeseal,
    probe: {
      args: ["--version"],
      pattern: /kubeseal version: v?(\d+\.\d+\.\d+)/,
      accepted: { from: "0.36.0", below: "1.0.0" },
    },
    download: ({ os, arch }) => {
      const archive = `kubeseal-${kubeseal}-${os}-${arch}.tar.gz`;
      const checksums = `sealed-secrets_${kubeseal}_checksums.txt`;
      return { ...release("bitnami/sealed-secrets", `v${kubeseal}`, archive, checksums), member: "kubeseal" };
    },
    build: {
      family: "kubeseal",
      target: "github.com/bitnami/sealed-secrets/cmd/kubeseal",
      variables: { "main.VERSION": kubeseal },
      duration: "about 2 min on two cores",
      gibibytes: 0.7,
    },
  },
  conftest: {
    name: "conftest",
    version: conftest,
    probe: {
      args: ["--version"],
      pattern: /Conftest: v?(\d+\.\d+\.\d+)/,
      accepted: { from: "0.60.0", below: "1.0.0" },
    },
    download: ({ os, arch }) => {
      const system = os === "linux" ? "Linux" : "Darwin";
      const machine = arch === "amd64" ? "x86_64" : "arm64";
      const archive = `conftest_${conftest}_${system}_${machine}.tar.gz`;
      return {
        ...release("open-policy-agent/conftest", `v${conftest}`, archive, "checksums.txt"),
        member: "conftest",
      };
    },
    build: {
      family: "conftest",
      target: "github.com/open-policy-agent/conftest",
      variables: { "github.com/open-policy-agent/conftest/internal/version.Version": conftest },
      duration: "about 2 min on two cores",
      gibibytes: 0.8,
    },
  },
  promtool: {
    name: "promtool",
    version: prometheusModule,
    download: ({ os, arch }) => {
      const name = `prometheus-${prometheus}.${os}-${arch}`;
      const archive = release("prometheus/prometheus", `v${prometheus}`, `${name}.tar.gz`, "sha256sums.txt");
      return { ...archive, member: `${name}/promtool` };
    },
    build: {
      family: "promtool",
      target: "github.com/prometheus/prometheus/cmd/promtool",
      // The clients of every cloud, by which Prometheus finds its targets.
      tags: ["remove_all_sd"],
      variables: { "github.com/prometheus/common/version.Version": prometheus },
      duration: "about 3 min on two cores",
      gibibytes: 2,
    },
  },
};
