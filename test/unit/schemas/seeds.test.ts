/** Manifests as tutorials and older guides write them: each defect must be found, and its corrected form must pass. */
import assert from "node:assert/strict";
import { pathText } from "../../../schemas/findings";
import type { MariaDbKindName } from "../../../schemas/mariadb";
import { validateObject, type SchemaFinding } from "../../../schemas/validate";

const mariaDbRef = { name: "mariadb" };
const s3 = { bucket: "mariadb-backups", endpoint: "s3.amazonaws.com", region: "eu-west-1" };
const storage = { size: "100Gi", storageClassName: "fast-ssd" };

function findings(kind: MariaDbKindName, spec: unknown): SchemaFinding[] {
  return validateObject({
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name: "mariadb" },
    spec,
  });
}

interface Case {
  readonly title: string;
  readonly kind: MariaDbKindName;
  readonly wrong: unknown;
  /** The findings as `problem path`, each with a part of its message. */
  readonly found: Readonly<Record<string, string>>;
  readonly corrected: unknown;
}

const cases: readonly Case[] = [
  {
    title: "storage as a size",
    kind: "MariaDB",
    wrong: { replicas: 3, galera: { enabled: true }, storage: "100Gi" },
    found: { "wrong-type spec.storage": "storage: { size: 100Gi }" },
    corrected: { replicas: 3, galera: { enabled: true }, storage },
  },
  {
    title: "a Galera cluster with a version, an inline backup and a boolean ServiceMonitor",
    kind: "MariaDB",
    wrong: {
      mariadbVersion: "11.8",
      replicas: 3,
      galera: { enabled: true, primary: { podIndex: 0 }, sst: "mariabackup", replicaThreads: 1 },
      storage,
      podDisruptionBudget: { maxUnavailable: 1 },
      metrics: { enabled: true, serviceMonitor: true },
      backup: { enabled: true, schedule: "0 2 * * *", s3 },
    },
    found: {
      "unknown-field spec.mariadbVersion": "image: mariadb:11.8.8",
      "wrong-type spec.metrics.serviceMonitor": "metrics.enabled makes the ServiceMonitor",
      "unknown-field spec.backup": "add a Backup object",
    },
    corrected: {
      image: "mariadb:11.8.8",
      replicas: 3,
      galera: { enabled: true, primary: { podIndex: 0 }, sst: "mariabackup", replicaThreads: 1 },
      storage,
      podDisruptionBudget: { maxUnavailable: 1 },
      metrics: { enabled: true, serviceMonitor: {} },
    },
  },
  {
    title: "a retention in days",
    kind: "Backup",
    wrong: { mariaDbRef, schedule: { cron: "0 2 * * *" }, maxRetention: "30d", storage: { s3 } },
    found: { "not-allowed spec.maxRetention": 'write "720h"' },
    corrected: { mariaDbRef, schedule: { cron: "0 2 * * *" }, maxRetention: "720h", storage: { s3 } },
  },
  {
    title: "a backup with mariadbRef and s3 beside storage",
    kind: "Backup",
    wrong: { mariadbRef: mariaDbRef, s3 },
    found: {
      "missing-field spec.mariaDbRef": "is missing",
      "missing-field spec.storage": "is missing",
      "unknown-field spec.mariadbRef": 'use "mariaDbRef"',
      "unknown-field spec.s3": 'move it to "spec.storage.s3"',
    },
    corrected: { mariaDbRef, storage: { s3 } },
  },
  {
    title: "a bucket without its endpoint",
    kind: "Backup",
    wrong: { mariaDbRef, storage: { s3: { bucket: "mariadb-backups", prefix: "prod/" } } },
    found: { "missing-field spec.storage.s3.endpoint": "is missing" },
    corrected: { mariaDbRef, storage: { s3: { ...s3, prefix: "prod/" } } },
  },
  {
    title: "a restore with mariadbRef",
    kind: "Restore",
    wrong: { mariadbRef: mariaDbRef, backupRef: { name: "mariadb-backup" } },
    found: {
      "missing-field spec.mariaDbRef": "is missing",
      "unknown-field spec.mariadbRef": 'use "mariaDbRef"',
    },
    corrected: {
      mariaDbRef,
      backupRef: { name: "mariadb-backup" },
      targetRecoveryTime: "2025-12-14T09:30:00Z",
    },
  },
  {
    title: "the retention of claims under its StatefulSet name",
    kind: "MariaDB",
    wrong: {
      storage: {
        ...storage,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      },
    },
    found: {
      "unknown-field spec.storage.persistentVolumeClaimRetentionPolicy": 'use "pvcRetentionPolicy"',
    },
    corrected: {
      storage: { ...storage, pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" } },
    },
  },
  {
    title: "serviceMonitor.enabled",
    kind: "MariaDB",
    wrong: { metrics: { enabled: true, serviceMonitor: { enabled: true, interval: "30s" } } },
    found: {
      "unknown-field spec.metrics.serviceMonitor.enabled": "metrics.enabled makes the ServiceMonitor",
    },
    corrected: {
      metrics: {
        enabled: true,
        serviceMonitor: { interval: "30s" },
        exporter: {
          image: "prom/mysqld-exporter:v0.15.1",
          resources: { requests: { cpu: "100m", memory: "128Mi" } },
        },
      },
    },
  },
  {
    title: "podManagementPolicy",
    kind: "MariaDB",
    wrong: { updateStrategy: { type: "RollingUpdate" }, podManagementPolicy: "OrderedReady" },
    found: { "unknown-field spec.podManagementPolicy": "leave it out" },
    corrected: { updateStrategy: { type: "ReplicasFirstPrimaryLast" } },
  },
  {
    title: "the schedule of a table, written into the MariaDB",
    kind: "MariaDB",
    wrong: { backup: { schedule: "0 2 * * *" } },
    found: { "unknown-field spec.backup": "there is no backup at all" },
    corrected: {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              labelSelector: {
                matchExpressions: [
                  { key: "app.kubernetes.io/instance", operator: "In", values: ["mariadb"] },
                ],
              },
              topologyKey: "kubernetes.io/hostname",
            },
          ],
        },
      },
    },
  },
  {
    title: "a grant without a user",
    kind: "Grant",
    wrong: { mariaDbRef, privileges: [], database: "myapp" },
    found: { "missing-field spec.username": "is missing", "not-allowed spec.privileges": "at least 1" },
    corrected: { mariaDbRef, privileges: ["SELECT"], database: "myapp", table: "*", username: "app-user" },
  },
];

describe("validateObject on manifests as people write them", () => {
  for (const { title, kind, wrong, found, corrected } of cases) {
    describe(`${kind}: ${title}`, () => {
      it("finds each defect and says what to set", () => {
        const all = findings(kind, wrong);
        const names = all.map(({ problem, path }) => `${problem} ${pathText(path)}`);
        assert.deepEqual(names.toSorted(), Object.keys(found).toSorted());
        for (const { problem, path, message } of all) {
          const advice = found[`${problem} ${pathText(path)}`] ?? "?";
          assert.ok(message.startsWith(pathText(path)) && message.includes(advice), message);
        }
      });

      it("passes the corrected form", () => {
        assert.deepEqual(findings(kind, corrected), []);
      });
    });
  }
});
