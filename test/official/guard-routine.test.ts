/**
 * What other controllers send to protected objects in their everyday work. They do not run here, so each request is the
 * one that their source sends; the objects, the API server, the operator and its CRDs are the real ones.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parseAllDocuments } from "yaml";

import type { KubeObject } from "../../sandbox/cluster";
import { waitFor } from "../../sandbox/ground/wait";
import { applyPatch, type Answer } from "../sandbox/guard/api";
import { thing, type Thing } from "../sandbox/guard/objects";
import { field } from "../support/manifest";
import { sharedPath } from "../support/shared";
import { useGuardedOperator } from "./guard/guarded-operator";
import { home, ofOperator, operatorVersion, s3, secret } from "./guard/objects";

describe("everyday work of others under the guard", function () {
  this.timeout(180_000);

  const guarded = useGuardedOperator();
  const mariadb = ofOperator("MariaDB", "mariadbs", "mariadb", {
    cleanupPolicy: "Skip",
    image: "docker.io/library/mariadb:11.8.9",
    replicas: 1,
    rootPasswordSecretKeyRef: { name: "mariadb-root", key: "password", generate: false },
    storage: { size: "1Gi", storageClassName: "by-hand" },
  });
  const database = ofOperator("Database", "databases", "app", {
    mariaDbRef: { name: "mariadb" },
    cleanupPolicy: "Skip",
  });
  const backup = ofOperator("PhysicalBackup", "physicalbackups", "nightly", {
    mariaDbRef: { name: "mariadb" },
    storage: { s3 },
  });
  const claim = thing("v1", "persistentvolumeclaims", {
    kind: "PersistentVolumeClaim",
    metadata: { name: "storage-mariadb-0", namespace: home },
  });

  before(async () => {
    await guarded().addVolumes("mariadb-0");
    for (const object of [secret("mariadb-root"), secret("s3"), mariadb, database, backup]) {
      passes(await guarded().api.apply(object));
    }
    const bound = async (): Promise<boolean> =>
      field((await guarded().api.read(claim)).object, "status", "phase") === "Bound";
    await waitFor("the volume of the database", bound, { seconds: 90 });
  });

  it("cert-manager renews a certificate", async () => {
    // cert-manager, pkg/controller/certificates/issuing/internal/secret.go: UpdateData
    const tls = secret("mariadb-tls", { "tls.crt": "b2xk", "tls.key": "b2xk", "ca.crt": "b2xk" });
    passes(await guarded().api.apply(tls));
    const renewed = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "mariadb-tls",
        namespace: home,
        annotations: { "cert-manager.io/certificate-name": "mariadb", "cert-manager.io/issuer-name": "ca" },
        labels: { "controller.cert-manager.io/fao": "true" },
      },
      type: "Opaque",
      data: { "tls.crt": "bmV3", "tls.key": "bmV3", "ca.crt": "bmV3" },
    };
    passes(await apply(tls, renewed, "cert-manager-certificates-issuing"));
  });

  it("External Secrets refreshes a password and takes over the Secret", async () => {
    // external-secrets 1.3, pkg/controllers/externalsecret/externalsecret_controller.go: updateSecret, applyTemplate
    const password = secret("mariadb-app");
    passes(await guarded().api.apply(password));
    const { object } = await guarded().api.read(password);
    const body = {
      ...object,
      metadata: {
        ...object.metadata,
        labels: { ...object.metadata.labels, "reconcile.external-secrets.io/managed": "true" },
        annotations: { "reconcile.external-secrets.io/data-hash": "6f1ed002ab5595859014ebf0951522d9" },
        ownerReferences: [
          {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            name: "mariadb-app",
            uid: "7b0a2f7c-70a2-4c0f-a2c1-7f6f5c3bb5a1",
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      data: { password: "cm90YXRlZA==" },
    };
    passes(await guarded().api.send("PUT", password.path, { body }));
  });

  it("a HorizontalPodAutoscaler scales the database", async () => {
    // kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go: scaleNamespacer.Scales(...).Update
    const scale = `${mariadb.path}/scale`;
    const { object } = await guarded().api.send("GET", scale);
    assert.equal(object.kind, "Scale");
    const body = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: undefined },
      spec: { replicas: 3 },
    };
    // Not kept: the operator refuses more than one replica without Galera or replication.
    passes(await guarded().api.send("PUT", `${scale}?dryRun=All`, { body }));
  });

  it("Velero restores what exists and what does not", async () => {
    // velero, pkg/restore/restore.go: addRestoreLabels, restoreItem, processUpdateResourcePolicy
    const labels = { "velero.io/backup-name": "daily", "velero.io/restore-name": "daily-1" };
    for (const object of [mariadb, database, backup, claim, secret("mariadb-root")]) {
      passes(await guarded().api.merge(object, { metadata: { labels } }));
    }
    const gone = [
      ofOperator("Database", "databases", "other", {
        mariaDbRef: { name: "mariadb" },
        cleanupPolicy: "Skip",
      }),
      secret("other"),
    ];
    for (const { collection, object } of gone) {
      const metadata = { ...object.metadata, labels: { ...object.metadata.labels, ...labels } };
      passes(await guarded().api.send("POST", collection, { body: { ...object, metadata } }));
    }
  });

  it("Kubernetes migrates what it stores: every object is written unchanged", async () => {
    // kubernetes 1.36, pkg/controller/storageversionmigrator/storageversionmigrator.go: runMigration
    for (const object of [mariadb, database, backup, claim, secret("mariadb-root"), crd()]) {
      const { apiVersion, kind, metadata } = (await guarded().api.read(object)).object;
      const { uid, resourceVersion } = metadata;
      const body = { apiVersion, kind, metadata: { uid, resourceVersion } };
      const query = "fieldManager=storage-version-migrator-controller";
      const answer = await guarded().api.send("PATCH", `${object.path}?${query}`, { body, type: applyPatch });
      // The operator may have written in the meantime, which the migrator takes for done.
      assert.ok(answer.status < 300 || answer.status === 409, `${object.path}: ${answer.message}`);
      // kube-storage-version-migrator, pkg/migrator/core.go: migrateOneItem puts back what it read.
      const read = (await guarded().api.read(object)).object;
      const put = await guarded().api.send("PUT", object.path, { body: read });
      assert.ok(put.status < 300 || put.status === 409, `${object.path}: ${put.message}`);
    }
  });

  it("a node is drained: the pod of the database is evicted", async () => {
    // kubectl 1.36, pkg/drain/drain.go: EvictPod
    const pod = thing("v1", "pods", { kind: "Pod", metadata: { name: "mariadb-0", namespace: home } });
    await waitFor("the pod", async () => (await guarded().api.read(pod)).status === 200, { seconds: 60 });
    passes(await guarded().api.merge(node("node-a"), { spec: { unschedulable: true } }));
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: pod.object.metadata };
    const evicted = await guarded().api.send("POST", `${pod.path}/eviction`, { body });
    // 429 is the answer of the budget of the database, which is not the guard.
    assert.ok(evicted.status < 300 || evicted.status === 429, evicted.message);
    passes(await guarded().api.merge(node("node-a"), { spec: { unschedulable: false } }));
  });

  it("the resizer of a CSI driver grows a volume", async () => {
    // kubernetes-csi/external-resizer, pkg/controller/controller.go: UpdatePVCapacity, markPVCAsFSResizeRequired
    const { object } = await guarded().api.read(
      thing("v1", "persistentvolumes", { kind: "PersistentVolume", metadata: { name: "mariadb-0" } }),
    );
    const volume = thing("v1", "persistentvolumes", { kind: "PersistentVolume", metadata: object.metadata });
    passes(await guarded().api.merge(volume, { spec: { capacity: { storage: "20Gi" } } }));
    const capacity = { status: { capacity: { storage: "20Gi" } } };
    passes(await guarded().api.merge({ ...claim, path: `${claim.path}/status` }, capacity));
  });

  for (const kind of ["scaleout", "recovery"]) {
    it(`the operator deletes the backup that it filled a new replica from (${kind})`, async () => {
      // mariadb-operator 26.6, internal/controller/mariadb_controller_scale_out.go: cleanupPhysicalBackup; the owner and
      // the name are those of pkg/builder and api/v1alpha1/mariadb_keys.go.
      const { uid } = (await guarded().api.read(mariadb)).object.metadata;
      const own = ofOperator(
        "PhysicalBackup",
        "physicalbackups",
        `mariadb-pb-${kind}`,
        backup.object.spec as object,
      );
      const owner = { apiVersion: operatorVersion, kind: "MariaDB", name: "mariadb", uid, controller: true };
      const metadata = { ...own.object.metadata, ownerReferences: [owner] };
      passes(await guarded().api.apply({ ...own, object: { ...own.object, metadata } }));
      const operator = "system:serviceaccount:mariadb-system:mariadb-operator";
      passes(await guarded().api.delete(own, "", operator));
    });
  }

  it("the operator is upgraded: CRDs of the next version, and every object is reconciled again", async () => {
    for (const definition of definitions()) {
      await guarded().cluster.apply(definition, "helm");
    }
    const { object } = await guarded().api.read(mariadb);
    // What the first reconcile of a new version writes: defaults that were not there before.
    passes(
      await guarded().api.merge(mariadb, { spec: { updateStrategy: { type: "ReplicasFirstPrimaryLast" } } }),
    );
    assert.equal(field(object, "spec", "cleanupPolicy"), "Skip");
  });

  function node(name: string): Thing {
    return thing("v1", "nodes", { kind: "Node", metadata: { name } });
  }

  function crd(): Thing {
    const metadata = { name: "mariadbs.k8s.mariadb.com" };
    const kind = "CustomResourceDefinition";
    return thing("apiextensions.k8s.io/v1", "customresourcedefinitions", { kind, metadata });
  }

  async function apply({ path }: Thing, body: object, manager: string): Promise<Answer> {
    const query = `fieldManager=${manager}&force=true`;
    return guarded().api.send("PATCH", `${path}?${query}`, { body, type: applyPatch });
  }

  /** The operator's CRDs after the version of the chart. */
  function definitions(): KubeObject[] {
    const file = sharedPath("crds", "mariadb-operator.yaml") ?? assert.fail("the CRDs are not here");
    return parseAllDocuments(readFileSync(file, "utf8"))
      .map((document) => document.toJS() as KubeObject | null)
      .filter((object) => object !== null);
  }

  function passes({ status, message }: Answer): void {
    assert.ok(status < 300, message);
  }
});
