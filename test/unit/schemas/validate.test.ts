import assert from "node:assert/strict";

import { mariadbKinds } from "../../../schemas/mariadb";
import { validateObject } from "../../../schemas/validate";

const apiVersion = "k8s.mariadb.com/v1alpha1";
const mariaDbRef = { name: "mariadb" };

/** The findings as `problem path`. */
const found = (object: unknown): string[] =>
  validateObject(object).map(({ problem, path }) => `${problem} ${path.join(".")}`.trim());

const only = (object: unknown): string => {
  const findings = validateObject(object);
  assert.equal(findings.length, 1, JSON.stringify(findings));
  return findings[0]?.message ?? "";
};

const database = (spec: object): unknown => ({
  apiVersion,
  kind: "Database",
  metadata: { name: "myapp" },
  spec: { mariaDbRef, ...spec },
});

describe("validateObject", () => {
  describe("what the object is", () => {
    it("has nothing to say of another group's objects", () => {
      assert.deepEqual(found({ apiVersion: "v1", kind: "Secret", data: { a: 1 } }), []);
      assert.deepEqual(found({ apiVersion: "enterprise.mariadb.com/v1alpha1", kind: "MariaDB" }), []);
    });

    it("refuses the group that the operator gave up, and its kinds", () => {
      const old = { apiVersion: "mariadb.mmontes.io/v1alpha1", kind: "MariaDB", spec: {} };
      assert.match(only(old), /set k8s\.mariadb\.com\/v1alpha1/);
      assert.deepEqual(found({ ...old, kind: "DatabaseMariaDB" }), [
        "unknown-kind apiVersion",
        "unknown-kind kind",
      ]);
      assert.match(validateObject({ ...old, kind: "DatabaseMariaDB" })[1]?.message ?? "", /use "Database"/);
    });

    it("refuses another version and other spellings of the group", () => {
      for (const other of [
        "k8s.mariadb.com/v1",
        "k8s.mariadb.com",
        "K8s.MariaDB.com/v1alpha1",
        `${apiVersion} `,
      ]) {
        assert.deepEqual(
          found({ apiVersion: other, kind: "MariaDB", spec: {} }),
          ["unknown-kind apiVersion"],
          other,
        );
      }
    });

    it("refuses an unknown kind and names the nearest, or all", () => {
      assert.match(only({ apiVersion, kind: "Mariadb", spec: {} }), /use "MariaDB"/);
      assert.match(only({ apiVersion, kind: "Grants", spec: {} }), /use "Grant"/);
      assert.match(only({ apiVersion, kind: "Postgres", spec: {} }), /use MariaDB, .* or ExternalMariaDB/);
      assert.match(only({ apiVersion, kind: "constructor", spec: {} }), /is not a kind/);
    });

    it("refuses what names no group or kind, because nobody else would look at it", () => {
      assert.deepEqual(found({ kind: "MariaDB" }), ["missing-field apiVersion"]);
      assert.deepEqual(found({ apiVersion }), ["missing-field kind"]);
      assert.deepEqual(found({ apiVersion: 1, kind: null }), ["wrong-type apiVersion", "wrong-type kind"]);
      for (const other of [null, undefined, "MariaDB", 1, true, []]) {
        assert.deepEqual(found(other), ["wrong-type"]);
      }
    });
  });

  describe("the object around the spec", () => {
    it("asks every kind for a spec, although the API server does not", () => {
      for (const kind of Object.keys(mariadbKinds)) {
        assert.deepEqual(found({ apiVersion, kind, metadata: { name: "a" } }), ["missing-field spec"], kind);
      }
    });

    it("finds a field outside the spec", () => {
      assert.match(
        only({ apiVersion, kind: "MariaDB", spec: {}, replicas: 3 }),
        /move it to "spec\.replicas"/,
      );
    });

    it("finds a misspelt annotations, which would take the protection away", () => {
      const metadata = {
        name: "a",
        anotations: { "argocd.argoproj.io/sync-options": "Prune=false,Delete=false" },
      };
      assert.match(only({ apiVersion, kind: "MariaDB", metadata, spec: {} }), /use "annotations"/);
    });

    it("finds an annotation that is not text", () => {
      const metadata = { name: "a", annotations: { "helm.sh/resource-policy": true } };
      const message = only({ apiVersion, kind: "MariaDB", metadata, spec: {} });
      assert.match(message, /^metadata\.annotations\["helm\.sh\/resource-policy"\] must be text.*in quotes/);
    });

    it("takes an exported object with status, managedFields and an empty creationTimestamp", () => {
      const metadata = { name: "a", creationTimestamp: null, managedFields: [{ manager: "kubectl" }] };
      assert.deepEqual(
        found({ apiVersion, kind: "MariaDB", metadata, spec: {}, status: { phase: "Running" } }),
        [],
      );
    });
  });

  describe("fields and values", () => {
    it("finds a misspelt field at any depth and in lists", () => {
      const services = [
        { name: "rw", router: "readwritesplit", listener: { port: 3306, protocl: "MariaDBProtocol" } },
      ];
      const message = only({ apiVersion, kind: "MaxScale", spec: { services } });
      assert.match(
        message,
        /^spec\.services\[0\]\.listener\.protocl is not a field of MaxScale.*use "protocol"/,
      );
    });

    it("orders the removal of other fields", () => {
      assert.match(only(database({ sharding: 4 })), /silently drops it: remove it\.$/);
    });

    it("takes no inherited name for a field", () => {
      for (const name of ["constructor", "toString", "hasOwnProperty"]) {
        assert.deepEqual(found(database({ [name]: {} })), [`unknown-field spec.${name}`]);
      }
      const hostile = JSON.parse('{"mariaDbRef":{},"__proto__":{"cleanupPolicy":"Skip"}}') as object;
      assert.deepEqual(found({ apiVersion, kind: "Database", spec: hostile }), [
        "unknown-field spec.__proto__",
      ]);
    });

    it("finds a required field that is only undefined, and ignores other undefined fields", () => {
      assert.deepEqual(found(database({ mariaDbRef: undefined, name: undefined })), [
        "missing-field spec.mariaDbRef",
      ]);
    });

    it("finds an empty field, which the API server would take as unset", () => {
      assert.match(
        only(database({ cleanupPolicy: null })),
        /empty \(null\): set a value, or remove the field\.$/,
      );
    });

    it("finds values outside their list, length, range, pattern and format", () => {
      assert.match(only(database({ cleanupPolicy: "skip" })), /use Skip or Delete/);
      assert.match(only(database({ name: "x".repeat(81) })), /at most 80 characters/);
      assert.deepEqual(found(database({ name: "\u{1f42c}".repeat(80) })), []);
      assert.match(only(database({ requeueInterval: "1 day" })), /write "24h"/);
      const user = { apiVersion, kind: "User", spec: { mariaDbRef, maxUserConnections: 2 ** 31 } };
      assert.match(only(user), /does not fit into int32/);
      assert.match(only({ apiVersion, kind: "MariaDB", spec: { galera: { serverId: 1e20 } } }), /into int64/);
      const backup = { mariaDbRef, storage: {}, successfulJobsHistoryLimit: -1 };
      assert.match(only({ apiVersion, kind: "Backup", spec: backup }), /use 0 or more/);
      const restore = { mariaDbRef, targetRecoveryTime: "2025-12-14 09:30" };
      assert.match(only({ apiVersion, kind: "Restore", spec: restore }), /2026-01-31T02:00:00Z/);
      assert.match(only({ apiVersion, kind: "MariaDB", spec: { storage: { size: "100 GB" } } }), /"16Gi"/);
    });

    it("says when a value only lacks or only has quotes", () => {
      assert.match(only({ apiVersion, kind: "MariaDB", spec: { replicas: "3" } }), /remove the quotes/);
      assert.match(only({ apiVersion, kind: "MariaDB", spec: { suspend: "true" } }), /remove the quotes/);
      assert.match(only(database({ name: 5 })), /put it in quotes/);
      assert.match(only({ apiVersion, kind: "MariaDB", spec: { replicas: "three" } }), /use a whole number/);
    });

    it("takes numbers and text where the API server takes both", () => {
      for (const maxUnavailable of [1, "50%"]) {
        assert.deepEqual(
          found({ apiVersion, kind: "MariaDB", spec: { podDisruptionBudget: { maxUnavailable } } }),
          [],
        );
      }
      const spec = { podDisruptionBudget: { maxUnavailable: true } };
      assert.match(only({ apiVersion, kind: "MariaDB", spec }), /must be text or a whole number/);
    });

    it("compares no very long name with the known ones, which would take minutes", () => {
      assert.deepEqual(validateObject(database({ ["x".repeat(10_000_000)]: 1 })).length, 1);
    }).timeout(2000);

    it("cuts long names and values in its messages", () => {
      assert.ok(only(database({ ["x".repeat(10_000)]: "y" })).length < 250);
      assert.ok(only(database({ cleanupPolicy: "x".repeat(10_000) })).length < 250);
    });
  });
});
