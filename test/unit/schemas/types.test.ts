/** The inferred types: `tsc` fails if a line that must be wrong is right, and the validator must agree with it. */
import assert from "node:assert/strict";

import type { BackupSpec, DatabaseSpec, MariaDbObject, MariaDBSpec } from "../../../schemas/mariadb";
import { validateObject } from "../../../schemas/validate";

const mariaDbRef = { name: "mariadb" };

const problems = (object: MariaDbObject): string[] => validateObject(object).map(({ problem }) => problem);

const objectOf = (kind: string, spec: object): MariaDbObject =>
  ({ apiVersion: "k8s.mariadb.com/v1alpha1", kind, metadata: {}, spec }) as unknown as MariaDbObject;

describe("the types of the custom resources", () => {
  it("take what the validator takes", () => {
    const server: MariaDBSpec = {
      image: "mariadb:11.8.8",
      storage: { size: "10Gi", pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" } },
      podDisruptionBudget: { maxUnavailable: 1 },
      cleanupPolicy: "Skip",
      myCnf: "[mariadb]\nmax_connections=500\n",
    };
    const backup: MariaDbObject<"Backup"> = {
      apiVersion: "k8s.mariadb.com/v1alpha1",
      kind: "Backup",
      metadata: { name: "daily" },
      spec: { mariaDbRef, storage: { s3: { bucket: "b", endpoint: "e" } }, schedule: { cron: "0 2 * * *" } },
    };
    assert.deepEqual([...problems(objectOf("MariaDB", server)), ...problems(backup)], []);
  });

  it("refuse an unknown field", () => {
    // @ts-expect-error the field is called image
    const server: MariaDBSpec = { mariadbVersion: "11.8" };
    assert.deepEqual(problems(objectOf("MariaDB", server)), ["unknown-field"]);
  });

  it("refuse an unknown field inside a list", () => {
    // @ts-expect-error the field is called name
    const server: MariaDBSpec = { imagePullSecrets: [{ nmae: "registry" }] };
    assert.deepEqual(problems(objectOf("MariaDB", server)), ["unknown-field"]);
  });

  it("refuse a missing field", () => {
    // @ts-expect-error storage is missing
    const backup: BackupSpec = { mariaDbRef };
    assert.deepEqual(problems(objectOf("Backup", backup)), ["missing-field"]);
  });

  it("refuse a word outside the list", () => {
    // @ts-expect-error it is Skip, not Retain
    const database: DatabaseSpec = { mariaDbRef, cleanupPolicy: "Retain" };
    assert.deepEqual(problems(objectOf("Database", database)), ["not-allowed"]);
  });

  it("hold the fields of later releases, and the words of a list that grew", () => {
    const replication = { enabled: true, semiSyncBootAsReplica: true };
    const server: MariaDBSpec = { replication, updateStrategy: { mariadbAutoUpgradeEnabled: true } };
    const storage = { s3: { bucket: "b", endpoint: "e" } };
    const backup: BackupSpec = { mariaDbRef, storage, compression: "zstd", compressionThreads: 4 };
    // @ts-expect-error a list of words stays closed
    const other: BackupSpec = { mariaDbRef, storage, compression: "lz4" };
    assert.deepEqual([...problems(objectOf("MariaDB", server)), ...problems(objectOf("Backup", backup))], []);
    assert.deepEqual(problems(objectOf("Backup", other)), ["not-allowed"]);
  });

  it("refuse a value of another type", () => {
    // @ts-expect-error storage is an object
    const server: MariaDBSpec = { storage: "100Gi" };
    assert.deepEqual(problems(objectOf("MariaDB", server)), ["wrong-type"]);
  });
});
