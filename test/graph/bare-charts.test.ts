import assert from "node:assert/strict";

import { bareConfig } from "../../bench/programs";

const config = {
  kubeContext: "kind-dev",
  repositoryUrl: "https://example.com/databases.git",
  targetRevision: "v1.2.3",
  charts: { argoCd: { version: "10.1.2" } },
};

describe("what the bare program of the bench installs", () => {
  it("is each chart of the stack in the stack's own form, the CRDs before the operator", async () => {
    const { charts } = await bareConfig("dev", config);
    const forms = charts.map(({ form, inputs }) => `${form} ${String(inputs.name)}`);
    assert.deepEqual(
      forms.filter((form) => form.startsWith("Chart")),
      ["Chart mariadb-operator-crds", "Chart mariadb-operator"],
    );
    assert.deepEqual(forms.filter((form) => form.startsWith("Release")).sort(), [
      "Release argocd",
      "Release sealed-secrets",
    ]);
  });

  it("is what the stack's configuration and the components' values say", async () => {
    const { charts } = await bareConfig("production", config);
    const argocd = charts.find(({ inputs }) => inputs.name === "argocd");
    assert.equal(argocd?.inputs.version, "10.1.2");
    assert.deepEqual((argocd.inputs.values as { dex?: unknown }).dex, { enabled: false });
  });

  it("has the namespaces of the charts and no other", async () => {
    const { namespaces } = await bareConfig("production", config);
    assert.deepEqual(namespaces.sort(), ["argocd", "external-secrets", "mariadb-system"]);
  });
});
