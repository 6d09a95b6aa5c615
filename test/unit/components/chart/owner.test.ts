import assert from "node:assert/strict";

import { claimName, ownedMessage } from "../../../../components/chart/owner";

const argoCd = { what: "Argo CD", release: "argocd", namespace: "argocd", key: "engineInstallation" };
const message = (...errors: string[]): string | undefined =>
  ownedMessage(errors, argoCd, "organization/mariadb-gitops/staging");

/** What the official provider says, with the answer of the API server at its end. */
const conflict =
  'The resource managed by field manager "organization/mariadb-gitops/staging" had an apply conflict: ' +
  'Apply failed with 1 conflict: conflict with "organization/mariadb-gitops/dev": .data.stack';

describe("ownedMessage", () => {
  it("names the stack that owns the installation, as the API server does", () => {
    const said = message(conflict) ?? "";
    assert.match(
      said,
      /^Argo CD in namespace argocd belongs to the stack organization\/mariadb-gitops\/dev,/,
    );
  });

  it("says which key to set in the stack that was refused", () => {
    const said = message(conflict) ?? "";
    assert.ok(
      said.includes("Set engineInstallation to existing in stack organization/mariadb-gitops/staging"),
      said,
    );
  });

  it("names the ConfigMap to delete when the owner no longer exists", () => {
    const said = message(conflict) ?? "";
    assert.ok(said.includes("delete the ConfigMap argocd/mariadb-gitops-argocd"), said);
    assert.ok(said.includes(claimName(argoCd)));
  });

  it("speaks of another stack where the API server does not name it", () => {
    assert.match(
      message('configmaps "mariadb-gitops-argocd" already exists') ?? "",
      /^Argo CD in namespace argocd belongs to another stack,/,
    );
  });

  it("finds the owner in any of several errors", () => {
    assert.match(
      message("update failed", conflict) ?? "",
      /belongs to the stack organization\/mariadb-gitops\/dev/,
    );
  });

  const others = [
    'configmaps is forbidden: User "deployer" cannot create resource "configmaps" in namespace "argocd"',
    'namespaces "argocd" not found',
    "connect ECONNREFUSED 127.0.0.1:6443",
    "",
  ];
  for (const error of others) {
    it(`says nothing about another error: ${error === "" ? "an empty one" : error.slice(0, 40)}`, () => {
      assert.equal(message(error), undefined);
    });
  }

  it("says nothing when there are no errors", () => {
    assert.equal(message(), undefined);
  });
});
