import assert from "node:assert/strict";
import { join } from "node:path";

import { projectManifest } from "../../../components/delivery/database-project";
import { Environment } from "../../../components/environments";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { field, find, nameOf, type Manifest } from "../../support/manifest";

/** The kinds that an overlay may hold, all namespaced, and the sync wave of each. */
const waves: Readonly<Record<string, string>> = {
  "v1/ServiceAccount": "-15",
  "external-secrets.io/v1/SecretStore": "-15",
  "external-secrets.io/v1/ExternalSecret": "-10",
  "k8s.mariadb.com/v1alpha1/MariaDB": "0",
  "k8s.mariadb.com/v1alpha1/Database": "1",
  "k8s.mariadb.com/v1alpha1/User": "1",
  "k8s.mariadb.com/v1alpha1/Grant": "1",
  "k8s.mariadb.com/v1alpha1/Backup": "2",
};

for (const environment of Object.values(Environment)) {
  describe(`objects of the ${environment} overlay`, () => {
    let objects: Manifest[];
    let mariadb: unknown;

    before(function () {
      needRenderer(this);
      objects = renderOverlay(join(gitopsDirectory, "overlays", environment));
      mariadb = field(find(objects, "MariaDB", "mariadb"), "spec");
    });

    it("are of known, namespaced kinds and in the wave of their kind", () => {
      for (const object of objects) {
        const wave = object.metadata.annotations?.["argocd.argoproj.io/sync-wave"];
        assert.equal(waves[`${object.apiVersion}/${object.kind}`] ?? "no such kind", wave, nameOf(object));
      }
    });

    it("are all allowed by the environment's AppProject", () => {
      const allowed = projectManifest({
        name: "p",
        argocdNamespace: "argocd",
        labels: {},
        sourceRepositories: [],
        destination: { server: "s", namespace: `mariadb-${environment}` },
        heldWhileUsed: true,
        readOnlyGroups: [],
        syncGroups: [],
        syncWindows: [],
      }).spec.namespaceResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
      for (const { apiVersion, kind } of objects) {
        const type = `${/^(.+)\//.exec(apiVersion)?.[1] ?? ""}/${kind}`;
        assert.ok(allowed.includes(type), type);
      }
    });

    it("carry no finalizer, no hook and no sync option that replaces", () => {
      for (const { metadata } of objects) {
        assert.equal(field(metadata, "finalizers"), undefined);
        for (const key of Object.keys(metadata.annotations ?? {})) {
          assert.doesNotMatch(key, /hook/);
        }
      }
    });

    it("leave to the operator what it writes back", () => {
      const kept = ["database", "username", "passwordSecretKeyRef", "bootstrapFrom", "inheritMetadata"];
      for (const name of kept) {
        assert.equal(field(mariadb, name), undefined, name);
      }
      assert.equal(field(mariadb, "galera", "primary"), undefined);
      assert.equal(field(mariadb, "galera", "agent"), undefined);
      assert.equal(field(mariadb, "galera", "initContainer"), undefined);
      assert.equal(field(mariadb, "storage", "volumeClaimTemplate"), undefined);
    });

    it("update replicas before the primary and refuse connections in clear", () => {
      assert.deepEqual(field(mariadb, "updateStrategy"), { type: "ReplicasFirstPrimaryLast" });
      assert.deepEqual(field(mariadb, "tls"), { enabled: true, required: true });
    });

    it("keep the operator from starting a Galera cluster from an empty node", () => {
      const galera = field(mariadb, "galera");
      if (galera !== undefined) {
        assert.deepEqual(galera, { enabled: true, recovery: { enabled: false } });
      }
    });

    it("grant the user rows of one database and no more", () => {
      assert.deepEqual(field(find(objects, "Grant", "app"), "spec"), {
        mariaDbRef: { name: "mariadb" },
        privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"],
        database: "app",
        table: "*",
        username: "app",
        host: "%",
        cleanupPolicy: "Skip",
      });
      const user = field(find(objects, "User", "app"), "spec");
      assert.equal(field(user, "host"), "%");
      assert.ok(Number(field(user, "maxUserConnections")) > 10);
    });

    it("refer only to objects of the same overlay", () => {
      for (const object of objects) {
        const reference = field(object, "spec", "mariaDbRef");
        if (reference !== undefined) {
          assert.deepEqual(reference, { name: "mariadb" }, nameOf(object));
        }
      }
    });
  });
}

describe("staging and production", () => {
  before(function () {
    needRenderer(this);
  });

  it("differ in size and in names only, so that staging tests what production runs", () => {
    const rendered = (environment: string) =>
      renderOverlay(join(gitopsDirectory, "overlays", environment)).map((object) =>
        JSON.stringify(object)
          .replaceAll(new RegExp(String.raw`\b${environment}\b`, "g"), "<environment>")
          .replaceAll(/"(cpu|memory|size|storage)":"\w+"|innodb_buffer_pool_size=\w+/g, "<size>"),
      );
    assert.deepEqual(rendered("staging"), rendered("production"));
  });
});
