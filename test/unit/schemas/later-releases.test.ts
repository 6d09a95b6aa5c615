/** The fields that mariadb-operator 26.10 added, as its release notes show them. */
import assert from "node:assert/strict";

import { charts } from "../../../components/versions";
import { mariadbKinds, mariadbOperatorVersion, type MariaDbKindName } from "../../../schemas/mariadb";
import { structural } from "../../../schemas/structural";
import { validateObject } from "../../../schemas/validate";
import { nodes } from "./walk";

const mariaDbRef = { name: "mariadb" };
const s3 = { bucket: "mariadb-backups", endpoint: "s3.amazonaws.com" };
const listener = { port: 3306 };

function messages(kind: MariaDbKindName, spec: object): string[] {
  const object = { apiVersion: "k8s.mariadb.com/v1alpha1", kind, metadata: { name: "mariadb" }, spec };
  return validateObject(object).map(({ message }) => message);
}

describe("the fields of mariadb-operator 26.10", () => {
  it("are these, each marked with the release that added it", () => {
    const marked = (Object.keys(mariadbKinds) as MariaDbKindName[]).flatMap((kind) =>
      nodes(structural(mariadbKinds[kind].spec), kind).flatMap(({ path, schema }) => [
        ...(schema["x-since"] === undefined ? [] : [`${path}: ${schema["x-since"]}`]),
        ...Object.entries(schema["x-words-since"] ?? {}).map(([word, since]) => `${path} ${word}: ${since}`),
      ]),
    );
    assert.deepEqual(marked.toSorted(), [
      "Backup.compression zstd: 26.10.0",
      "Backup.compressionThreads: 26.10.0",
      "MariaDB.replication.semiSyncBootAsReplica: 26.10.0",
      "MariaDB.replication.semiSyncWaitNoSlave: 26.10.0",
      "MariaDB.updateStrategy.mariadbAutoUpgradeEnabled: 26.10.1",
      "MaxScale.filters: 26.10.1",
      "MaxScale.services[].filters: 26.10.1",
      "MaxScale.volumes: 26.10.1",
      "PhysicalBackup.compression zstd: 26.10.0",
      "PhysicalBackup.compressionThreads: 26.10.0",
      "PointInTimeRecovery.compression zstd: 26.10.0",
      "PointInTimeRecovery.compressionThreads: 26.10.0",
    ]);
  });

  it("are those of the operator that the package installs", () => {
    assert.equal(mariadbOperatorVersion, charts.mariadbOperator.version);
    assert.equal(mariadbOperatorVersion, charts.mariadbOperatorCrds.version);
  });

  it("are accepted", () => {
    const compression = { compression: "zstd", compressionThreads: 4 };
    const server = {
      replicas: 3,
      replication: { enabled: true, semiSyncBootAsReplica: true, semiSyncWaitNoSlave: true },
      updateStrategy: { mariadbAutoUpgradeEnabled: true },
    };
    const proxy = {
      mariaDbRef,
      filters: [{ name: "limit", module: "maxrows", params: { max_resultset_rows: "1000" } }],
      services: [{ name: "rw-router", router: "readwritesplit", listener, filters: ["limit"] }],
      volumes: [{ name: "rules", configMap: { name: "masking-rules" } }],
      volumeMounts: [{ name: "rules", mountPath: "/etc/maxscale/rules" }],
    };
    assert.deepEqual(
      [
        ...messages("MariaDB", server),
        ...messages("MaxScale", proxy),
        ...messages("Backup", { mariaDbRef, storage: { s3 }, ...compression }),
        ...messages("PhysicalBackup", { mariaDbRef, storage: { s3 }, ...compression }),
        ...messages("PointInTimeRecovery", {
          physicalBackupRef: { name: "daily" },
          storage: { s3 },
          ...compression,
        }),
      ],
      [],
    );
  });

  it("are checked like any other field", () => {
    const backup = { mariaDbRef, storage: { s3 } };
    assert.deepEqual(messages("Backup", { ...backup, compression: "lz4", compressionThreads: "4" }), [
      'spec.compression: "lz4" is not one of its values; use none, bzip2, gzip or zstd.',
      'spec.compressionThreads must be a whole number, but it is the text "4": remove the quotes.',
    ]);
    assert.deepEqual(messages("Backup", { ...backup, compressionThreads: -1 }), [
      "spec.compressionThreads: -1 is too small; use 0 or more.",
    ]);
    assert.deepEqual(messages("MariaDB", { replication: { semiSyncBootAsReplica: "yes" } }), [
      'spec.replication.semiSyncBootAsReplica must be true or false, but it is the text "yes": use true or false.',
    ]);
    assert.deepEqual(
      messages("MaxScale", { mariaDbRef, filters: [{ name: "limit", params: { rows: 10 } }] }),
      [
        "spec.filters[0].module is missing: every MaxScale needs it here; add it.",
        "spec.filters[0].params.rows must be text, but it is the number 10: put it in quotes.",
      ],
    );
  });

  it("are unknown where no release has them", () => {
    const why = "so the API server refuses or silently drops it";
    assert.deepEqual(messages("Restore", { mariaDbRef, compressionThreads: 4 }), [
      `spec.compressionThreads is not a field of Restore, ${why}: remove it.`,
    ]);
    assert.deepEqual(messages("MariaDB", { replication: { semiSyncWaitNoSlaves: true } }), [
      `spec.replication.semiSyncWaitNoSlaves is not a field of MariaDB, ${why}: use "semiSyncWaitNoSlave".`,
    ]);
  });
});
