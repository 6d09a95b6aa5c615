import assert from "node:assert/strict";

import { missingProtection } from "../../support/missing-protection";
import { protectionAnnotations, protectionLabels } from "../../../components/protection";
import { leaves, without, withValue } from "../../support/manifest";

const kept = { annotations: { ...protectionAnnotations }, labels: { ...protectionLabels } };
const metadata = { name: "x", ...structuredClone(kept) };
const operator = "k8s.mariadb.com/v1alpha1";

const guarded = {
  ServiceAccount: { apiVersion: "v1", kind: "ServiceAccount", metadata },
  Backup: { apiVersion: operator, kind: "Backup", metadata },
  MariaDB: {
    apiVersion: operator,
    kind: "MariaDB",
    metadata,
    spec: {
      cleanupPolicy: "Skip",
      storage: { pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" } },
    },
  },
  Database: { apiVersion: operator, kind: "Database", metadata, spec: { cleanupPolicy: "Skip" } },
  User: { apiVersion: operator, kind: "User", metadata, spec: { cleanupPolicy: "Skip" } },
  Grant: { apiVersion: operator, kind: "Grant", metadata, spec: { cleanupPolicy: "Skip" } },
  ExternalSecret: {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata,
    spec: { target: { creationPolicy: "Orphan", deletionPolicy: "Retain", template: { metadata: kept } } },
  },
};

describe("missingProtection", () => {
  it("asks for the exact strings that the engines read", () => {
    assert.deepEqual(protectionAnnotations, {
      "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
      "helm.sh/resource-policy": "keep",
      "kustomize.toolkit.fluxcd.io/prune": "disabled",
    });
    assert.deepEqual(protectionLabels, {
      "kustomize.toolkit.fluxcd.io/prune": "disabled",
      "mariadb-gitops.dev/protected": "true",
    });
  });

  for (const [kind, object] of Object.entries(guarded)) {
    describe(kind, () => {
      it("reports nothing on a protected object", () => {
        assert.deepEqual(missingProtection(object), []);
      });

      for (const path of leaves(object).filter(([first]) => first === "metadata" || first === "spec")) {
        if (path.join(".") === "metadata.name") {
          continue;
        }
        it(`reports that ${path.join(" > ")} is absent`, () => {
          const findings = missingProtection(without(object, ...path));
          assert.equal(findings.length, 1);
          assert.match(findings[0] ?? "", new RegExp(`${last(path)}.* is absent; write "`));
        });

        it(`reports another value of ${path.join(" > ")}`, () => {
          const findings = missingProtection(withValue(object, path, "Delete"));
          assert.equal(findings.length, 1);
          assert.match(findings[0] ?? "", /is "Delete"; write "/);
        });
      }
    });
  }

  it("compares exact strings, as Argo CD does", () => {
    for (const typo of [
      "Prune = false,Delete = false",
      "prune=false,delete=false",
      "Delete=false,Prune=false",
    ]) {
      const path = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
      assert.deepEqual(missingProtection(withValue(guarded.Database, path, typo)), [
        `metadata.annotations["argocd.argoproj.io/sync-options"] is "${typo}"; write "Prune=false,Delete=false".`,
      ]);
    }
  });

  it("reports every field of an object that carries nothing", () => {
    const bare = { apiVersion: operator, kind: "MariaDB", metadata: { name: "mariadb" } };
    assert.equal(missingProtection(bare).length, leaves(guarded.MariaDB).length - 3);
  });

  it("holds whatever the version of the API is", () => {
    assert.equal(
      missingProtection(without({ ...guarded.User, apiVersion: "k8s.mariadb.com/v2" }, "spec")).length,
      1,
    );
  });

  it("asks no cleanup policy of another group's kind", () => {
    assert.deepEqual(missingProtection({ apiVersion: "example.org/v1", kind: "Database", metadata }), []);
  });

  it("fails closed on what is no Kubernetes object", () => {
    for (const value of [
      undefined,
      null,
      1,
      "MariaDB",
      [],
      {},
      { kind: "MariaDB" },
      { apiVersion: "v1", kind: 1 },
    ]) {
      assert.equal(missingProtection(value).length, 1, JSON.stringify(value));
    }
  });
});

function last(path: readonly string[]): string {
  return (path.at(-1) ?? "").replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
