import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { buildArguments } from "../../../../sandbox/tools/build";
import { toolSpecs } from "../../../../sandbox/tools/catalog";
import { familyFolder } from "../../../../sandbox/tools/go";
import { officialBases, outsideRange, type Asset } from "../../../../sandbox/tools/spec";

/** The module of go.mod that carries each tool's version. */
const modules = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": "k8s.io/kubernetes",
  "kube-controller-manager": "k8s.io/kubernetes",
  "kube-scheduler": "k8s.io/kubernetes",
  kwok: "sigs.k8s.io/kwok",
  pulumi: "github.com/pulumi/pulumi/pkg/v3",
  argocd: "github.com/argoproj/argo-cd/v3",
  kustomize: "sigs.k8s.io/kustomize/kustomize/v5",
  redis: "github.com/alicebob/miniredis/v2",
  "kustomize-controller": "github.com/fluxcd/kustomize-controller",
  kubeseal: "github.com/bitnami/sealed-secrets",
  conftest: "github.com/open-policy-agent/conftest",
  promtool: "github.com/prometheus/prometheus",
  admission: "k8s.io/kubernetes",
} as const;

describe("tool catalog", () => {
  for (const tool of Object.values(toolSpecs)) {
    it(`pins ${tool.name} to the version in its go.mod`, () => {
      const text = readFileSync(join(familyFolder(tool.build.family), "go.mod"), "utf8");
      const pinned = new RegExp(`(?:^|\\s)${modules[tool.name]} v(\\S+)`, "m").exec(text)?.[1];
      assert.equal(tool.version.replace(/-\d+$/, ""), pinned);
    });

    it(`accepts the pinned version of ${tool.name}`, () => {
      if (tool.probe) {
        assert.equal(outsideRange(tool.version, tool.probe.accepted), undefined);
      }
    });
  }

  it("reads the versions that real binaries print", () => {
    const outputs = {
      etcd: ["etcd Version: 3.6.6\nGit SHA: Not provided\nGo Version: go1.26.8", "3.6.6"],
      "kube-apiserver": ["Kubernetes v1.36.3", "1.36.3"],
      kwok: ["kwok version v0.8.0 go1.26.8 (linux/amd64)", "0.8.0"],
      pulumi: ["v3.265.0", "3.265.0"],
      argocd: ["argocd: v3.5.3+unknown", "3.5.3"],
      kustomize: ["{Version:kustomize/v4.5.7 GitCommit:56d82a8 BuildDate:2022-08-02}", "4.5.7"],
      kubeseal: ["kubeseal version: 0.40.0", "0.40.0"],
    } as const;
    for (const [name, [output, version]] of Object.entries(outputs)) {
      assert.equal(toolSpecs[name as keyof typeof outputs].probe?.pattern.exec(output)?.[1], version, name);
    }
    assert.equal(toolSpecs.pulumi.probe?.pattern.exec("3.250.0")?.[1], "3.250.0");
    assert.equal(toolSpecs.kustomize.probe?.pattern.exec("v5.8.1")?.[1], "5.8.1");
  });

  it("knows the release files as the projects name them", () => {
    const url = (asset: Asset | undefined): string | undefined =>
      asset && officialBases[asset.file.base] + asset.file.path;
    const linux = { os: "linux", arch: "amd64" } as const;
    const mac = { os: "darwin", arch: "arm64" } as const;
    assert.equal(
      url(toolSpecs.pulumi.download(linux)),
      "https://get.pulumi.com/releases/sdk/pulumi-v3.250.0-linux-x64.tar.gz",
    );
    assert.equal(
      url(toolSpecs.pulumi.download(mac)),
      "https://get.pulumi.com/releases/sdk/pulumi-v3.250.0-darwin-arm64.tar.gz",
    );
    assert.equal(
      url(toolSpecs["kube-apiserver"].download(linux)),
      "https://dl.k8s.io/v1.36.3/bin/linux/amd64/kube-apiserver",
    );
    assert.equal(
      toolSpecs["kube-apiserver"].download(mac),
      undefined,
      "no kube-apiserver is published for macOS",
    );
    assert.equal(
      url(toolSpecs.etcd.download(mac)),
      "https://github.com/etcd-io/etcd/releases/download/v3.6.6/etcd-v3.6.6-darwin-arm64.zip",
    );
    assert.equal(
      url(toolSpecs.argocd.download(linux)),
      "https://github.com/argoproj/argo-cd/releases/download/v3.5.3/argocd-linux-amd64",
    );
    assert.equal(
      url(toolSpecs.kustomize.download(linux)),
      "https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz",
    );
    assert.equal(
      url(toolSpecs.kubeseal.download(mac)),
      "https://github.com/bitnami/sealed-secrets/releases/download/v0.40.0/kubeseal-0.40.0-darwin-arm64.tar.gz",
    );
    assert.equal(toolSpecs.redis.download(linux), undefined, "ours is published nowhere");
  });

  it("builds read-only and keeps Go's shared build cache", () => {
    const args = buildArguments(toolSpecs["kube-apiserver"], "/out/kube-apiserver");
    assert.ok(args.includes("-mod=readonly"));
    assert.ok(!args.includes("-trimpath"));
    const flags = args[args.indexOf("-ldflags") + 1] ?? "";
    assert.ok(flags.startsWith("-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3 "), flags);
    assert.deepEqual(args.slice(-3), ["-o", "/out/kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"]);
  });
});
