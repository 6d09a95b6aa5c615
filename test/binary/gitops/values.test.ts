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

for (const environment of Object.values(Environment)) {
  describe(`values of the ${environment} overlay`, () => {
    const directory = join(gitopsDirectory, "overlays", environment);
    const { database, secretsBackend } = environments[environment];
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
      assert.equal(field(mariadb, "affinity", "antiAffinityEnabled"), database.antiAffinity);
      assert.deepEqual(
        field(mariadb, "podDisruptionBudget"),
        database.maxUnavailable === undefined ? undefined : { maxUnavailable: database.maxUnavailable },
      );
    });

    it("has the storage of the table", () => {
      assert.deepEqual(field(mariadb, "storage"), {
        ...database.storage,
        pvcRetentionPolicy: everyEnvironment.pvcRetentionPolicy,
      });
    });

    it("has the resources of the table", () => {
      assert.deepEqual(field(mariadb, "resources"), { requests: database.requests, limits: database.limits });
    });

    it("runs the pinned server image", () => {
      assert.equal(field(mariadb, "image"), versions.mariadb.image);
      assert.match(versions.mariadb.image, /:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
    });

    it("configures the server as the table says, and nothing else", () => {
      assert.deepEqual(String(field(mariadb, "myCnf")).trimEnd().split("\n"), [
        "[mariadb]",
        `character-set-server=${everyEnvironment.characterSet}`,
        `collation-server=${everyEnvironment.collate}`,
        `max_connections=${everyEnvironment.maxConnections}`,
        `innodb_buffer_pool_size=${database.innodbBufferPoolSize}`,
      ]);
    });

    it("gives the buffer pool 75 % of the memory request", () => {
      const pool = /^innodb_buffer_pool_size=(\S+)$/m.exec(String(field(mariadb, "myCnf")))?.[1];
      assert.equal(mebibytes(pool), 0.75 * mebibytes(field(mariadb, "resources", "requests", "memory")));
    });

    it("creates the database with the table's character set", () => {
      const spec = field(find(objects, "Database", "app"), "spec");
      assert.equal(field(spec, "characterSet"), everyEnvironment.characterSet);
      assert.equal(field(spec, "collate"), everyEnvironment.collate);
    });

    it("backs up as often and keeps as long as the table says", () => {
      assert.deepEqual(field(backup, "schedule"), { cron: everyEnvironment.backup.cron });
      assert.equal(field(backup, "maxRetention"), everyEnvironment.backup.maxRetention);
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
