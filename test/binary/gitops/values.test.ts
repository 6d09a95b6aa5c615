import assert from "node:assert/strict";
import { join } from "node:path";

import {
  Environment,
  environments,
  everyEnvironment,
  SecretsBackend,
} from "../../../components/environments";
import { environmentLabels } from "../../../components/protection";
import { versions } from "../../../components/versions";
import { gitopsDirectory, needRenderer, renderers, renderOverlay } from "../../support/kustomize";
import { field, find, nameOf, type Manifest } from "../../support/manifest";

/** What each overlay says beside the sizes that the components know. */
const overlays = {
  dev: {
    storageClassName: "standard",
    limits: { cpu: "2", memory: "4Gi" },
    bufferPool: "768M",
    antiAffinity: false,
    podDisruptionBudget: undefined,
  },
  staging: {
    storageClassName: "premium-ssd",
    limits: { cpu: "4", memory: "16Gi" },
    bufferPool: "6G",
    antiAffinity: true,
    podDisruptionBudget: { maxUnavailable: 1 },
  },
  production: {
    storageClassName: "premium-ssd",
    limits: { cpu: "8", memory: "32Gi" },
    bufferPool: "12G",
    antiAffinity: true,
    podDisruptionBudget: { maxUnavailable: 1 },
  },
};

for (const environment of Object.values(Environment)) {
  describe(`values of the ${environment} overlay`, () => {
    const directory = join(gitopsDirectory, "overlays", environment);
    const { database, secretsBackend } = environments[environment];
    const overlay = overlays[environment];
    let objects: Manifest[];
    let mariadb: unknown;
    let backup: unknown;

    before(function () {
      needRenderer(this);
      objects = renderOverlay(directory);
      mariadb = field(find(objects, "MariaDB", "mariadb"), "spec");
      backup = field(find(objects, "Backup", "mariadb-backup"), "spec");
    });

    it("renders alike with every renderer on this machine", () => {
      for (const renderer of renderers()) {
        assert.deepEqual(renderOverlay(directory, renderer), objects, renderer.command);
      }
    });

    it("puts every object in the environment's namespace, with the environment's labels", () => {
      for (const object of objects) {
        assert.equal(object.metadata.namespace, `mariadb-${environment}`, nameOf(object));
        const labels = object.metadata.labels ?? {};
        assert.deepEqual({ ...labels, ...environmentLabels(environment) }, labels, nameOf(object));
      }
    });

    it("has the topology of the table", () => {
      assert.equal(field(mariadb, "replicas"), database.replicas);
      assert.equal(field(mariadb, "galera", "enabled") ?? false, database.galera);
      assert.equal(field(mariadb, "replication"), undefined);
      assert.equal(field(mariadb, "affinity", "antiAffinityEnabled"), overlay.antiAffinity);
      assert.deepEqual(field(mariadb, "podDisruptionBudget"), overlay.podDisruptionBudget);
    });

    it("has the storage of the table", () => {
      assert.deepEqual(field(mariadb, "storage"), {
        size: database.storage,
        storageClassName: overlay.storageClassName,
        pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      });
    });

    it("has the resources of the table", () => {
      assert.deepEqual(field(mariadb, "resources"), { requests: database.requests, limits: overlay.limits });
    });

    it("runs the pinned server image", () => {
      assert.equal(field(mariadb, "image"), versions.mariadb.image);
      assert.match(versions.mariadb.image, /:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
    });

    it("configures the server as the table says, and nothing else", () => {
      assert.deepEqual(String(field(mariadb, "myCnf")).trimEnd().split("\n"), [
        "[mariadb]",
        "character-set-server=utf8mb4",
        "collation-server=utf8mb4_unicode_ci",
        "max_connections=500",
        `innodb_buffer_pool_size=${overlay.bufferPool}`,
      ]);
    });

    it("gives the buffer pool 75 % of the memory request", () => {
      const pool = /^innodb_buffer_pool_size=(\S+)$/m.exec(String(field(mariadb, "myCnf")))?.[1];
      assert.equal(mebibytes(pool), 0.75 * mebibytes(field(mariadb, "resources", "requests", "memory")));
    });

    it("creates the database with the table's character set", () => {
      const spec = field(find(objects, "Database", "app"), "spec");
      assert.equal(field(spec, "characterSet"), "utf8mb4");
      assert.equal(field(spec, "collate"), "utf8mb4_unicode_ci");
    });

    it("backs up as often and keeps as long as the table says", () => {
      assert.deepEqual(field(backup, "schedule"), { cron: "0 2 * * *" });
      assert.equal(field(backup, "maxRetention"), everyEnvironment.backupRetention);
      assert.equal(field(backup, "timeZone"), "Etc/UTC");
    });

    it("holds external secrets only where they are the table's producer", () => {
      const external = objects.some(({ kind }) => kind === "ExternalSecret" || kind === "SecretStore");
      assert.equal(external, secretsBackend === SecretsBackend.ExternalSecrets);
    });
  });
}

/** A quantity of Kubernetes (`8Gi`) or of MariaDB (`6G`), both in powers of two, in MiB. */
function mebibytes(quantity: unknown): number {
  const [, count, unit] = /^(\d+)([MG])i?$/.exec(String(quantity)) ?? [];
  if (count === undefined) {
    throw new Error(`${String(quantity)} is no memory size.`);
  }
  return Number(count) * (unit === "G" ? 1024 : 1);
}
