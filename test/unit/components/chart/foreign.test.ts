import assert from "node:assert/strict";

import { adoptionHelp } from "../../../../components/chart/hooks";

const help = (...errors: string[]) => adoptionHelp(errors, "argocd", "argocd");

describe("adoptionHelp", () => {
  it("names a Helm release that is not in the state", () => {
    const said = help(
      "Helm release error",
      'installation failed: "cannot re-use a name that is still in use"',
    );
    assert.match(said ?? "", /^The Helm release argocd\/argocd exists and is not in this stack's state/);
  });

  const foreign = [
    'CustomResourceDefinition "applications.argoproj.io" exists and cannot be imported: invalid ownership metadata; ' +
      'annotation validation error: key "meta.helm.sh/release-name" must equal "argocd": current value is "argo"',
    'serviceaccounts "argocd-server" already exists',
  ];
  for (const error of foreign) {
    it(`says which labels let the release adopt objects of somebody else: ${error.slice(0, 40)}`, () => {
      const said = help(error) ?? "";
      for (const part of [
        "app.kubernetes.io/managed-by=Helm",
        "meta.helm.sh/release-name=argocd",
        "meta.helm.sh/release-namespace=argocd",
        "Do not delete CRDs",
      ]) {
        assert.ok(said.includes(part), part);
      }
    });
  }

  it("says that the installation can be left to its owner, each time", () => {
    for (const error of ["cannot re-use a name that is still in use", ...foreign]) {
      assert.match(help(error) ?? "", /use the existing installation instead of installing one\.$/);
    }
  });

  it("is silent about every other error", () => {
    for (const error of ["timed out waiting for the condition", "no matches for kind", ""]) {
      assert.equal(help(error), undefined);
    }
    assert.equal(adoptionHelp([], "argocd", "argocd"), undefined);
  });
});
