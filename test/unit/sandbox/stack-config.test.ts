import assert from "node:assert/strict";

import { sandboxConfig } from "../../../sandbox/stack-config";

const cluster = { context: "sandbox", kubeconfig: "kubeconfig" };
const installations = ({
  engineInstallation,
  mariadbOperatorInstallation,
  charts,
}: Record<string, string>) => ({
  engineInstallation,
  mariadbOperatorInstallation,
  charts: charts === undefined ? undefined : (JSON.parse(charts) as unknown),
});

describe("the stack's configuration in the sandbox", () => {
  it("uses what stands in as an existing installation", () => {
    assert.deepEqual(installations(sandboxConfig(cluster, "argocd", {})), {
      engineInstallation: "existing",
      mariadbOperatorInstallation: "existing",
      charts: undefined,
    });
  });

  it("installs the parts whose charts are to be had, from this machine where they lie here", () => {
    const installing = { parts: ["argocd"], charts: { argoCd: { path: "/charts/argo-cd" } } } as const;
    assert.deepEqual(installations(sandboxConfig(cluster, "argocd", {}, installing)), {
      engineInstallation: "install",
      mariadbOperatorInstallation: "existing",
      charts: { argoCd: { path: "/charts/argo-cd" } },
    });
  });

  it("installs Argo CD without high availability, whose Redis is a chart that may not be here", () => {
    const installing = { parts: ["argocd"], charts: {} } as const;
    assert.equal(sandboxConfig(cluster, "argocd", {}, installing).highAvailability, "false");
    assert.equal(sandboxConfig(cluster, "argocd", {}).highAvailability, undefined);
  });

  it("takes a chart from where the stack says", () => {
    const own = { charts: { argoCd: { repository: "https://charts.example.com" } } };
    const installing = { parts: ["argocd"], charts: { argoCd: { path: "/charts/argo-cd" } } } as const;
    assert.deepEqual(installations(sandboxConfig(cluster, "argocd", own, installing)).charts, own.charts);
  });
});
