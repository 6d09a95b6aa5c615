import assert from "node:assert/strict";

import { groupOf, parseToken } from "../../../../../../sandbox/stand-ins/providers/kubernetes/object";

describe("type tokens", () => {
  const tokens: [token: string, apiVersion: string, kind: string][] = [
    ["kubernetes:core/v1:Secret", "v1", "Secret"],
    ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"],
    ["kubernetes:rbac.authorization.k8s.io/v1:Role", "rbac.authorization.k8s.io/v1", "Role"],
    [
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
    ],
    ["kubernetes:argoproj.io/v1alpha1:Application", "argoproj.io/v1alpha1", "Application"],
    // Other people's kinds may end like the SDK's own variants.
    ["kubernetes:example.com/v1:AllowList", "example.com/v1", "AllowList"],
    ["kubernetes:example.com/v1:Patch", "example.com/v1", "Patch"],
  ];
  for (const [token, apiVersion, kind] of tokens) {
    it(`reads ${token}`, () => {
      const type = parseToken(token);
      assert.deepEqual([type.apiVersion, type.kind], [apiVersion, kind]);
    });
  }

  const plugin = [
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:yaml/v2:ConfigGroup",
  ];
  for (const token of [...plugin, "kubernetes:kustomize/v2:Directory", "kubernetes:core/v1:SecretPatch"]) {
    it(`leaves ${token} to the official plugin`, () => {
      assert.throws(() => parseToken(token), /pulumi plugin install resource kubernetes/);
    });
  }

  it("refuses lists, and says what to create instead", () => {
    assert.throws(() => parseToken("kubernetes:core/v1:SecretList"), /Create the objects in it one by one/);
    assert.throws(() => parseToken("kubernetes:rbac.authorization.k8s.io/v1:RoleList"), /one by one/);
  });

  for (const token of [
    "kubernetes:v1:ConfigMap",
    "kubernetes:index:X",
    "kubernetes:a/b/c:X",
    "kubernetes",
    "kubernetes:a/v1:",
  ]) {
    it(`refuses ${token}, which names no group and version`, () => {
      assert.throws(() => parseToken(token), /names no group and version/);
    });
  }

  it("finds the group of an apiVersion", () => {
    assert.deepEqual(
      ["v1", "core/v1", "apps/v1", "a.b/v1"].map((text) => groupOf(text)),
      ["", "", "apps", "a.b"],
    );
  });
});
