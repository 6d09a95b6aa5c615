/** What the controllers of Kubernetes and of the operator do with protected objects in their everyday work. */
import assert from "node:assert/strict";

import type { KubeObject } from "../../sandbox/cluster";
import { confirmationMetadata } from "../../safety/confirmation";
import { waitFor } from "../../sandbox/ground/wait";
import { thing, type Thing } from "../sandbox/guard/objects";
import { field } from "../support/manifest";
import { useGuardedOperator } from "./guard/guarded-operator";
import {
  claimSpec,
  home,
  ofOperator,
  operatorVersion,
  protectedLabels,
  secret,
  storageClass,
} from "./guard/objects";

describe("controllers under the guard", function () {
  this.timeout(180_000);

  const guarded = useGuardedOperator();

  describe("the volume controller", () => {
    it("takes back a volume that it bound to a claim which got another one meanwhile", async () => {
      const claim = await boundClaim("raced", "race-won");
      // What is left when the claim took another volume after the controller wrote its half of the binding.
      await lostVolume("race-lost", claim, { "pv.kubernetes.io/bound-by-controller": "yes" });
      await phase("race-lost", "Available");
      assert.equal((await volume("race-lost")).spec.claimRef, undefined);
    });

    it("keeps a volume for its claim when a person reserved it, and the claim got another one", async () => {
      const claim = await boundClaim("reserved", "reserved-won");
      await lostVolume("reserved-lost", claim, {});
      await phase("reserved-lost", "Available");
      const { claimRef } = (await volume("reserved-lost")).spec;
      assert.deepEqual([claimRef?.name, claimRef?.uid], ["reserved", undefined]);
    });

    it("is alone in that: a person does not take a volume from its claim", async () => {
      const claim = await boundClaim("kept", "kept");
      const { api } = guarded();
      for (const claimRef of [null, { uid: "00000000-0000-0000-0000-000000000000", name: "other" }]) {
        const { status, message } = await api.merge(pv("kept"), { spec: { claimRef } }, "dryRun=All");
        assert.equal(status, 403, message);
      }
      assert.equal((await volume("kept")).spec.claimRef?.uid, claim.metadata.uid);
    });
  });

  it("a claim may ask for less again when its expansion failed, but not for less than it has", async () => {
    await boundClaim("grown", "grown");
    const ask = (storage: string) =>
      guarded().api.merge(pvc("grown"), { spec: { resources: { requests: { storage } } } });
    for (const storage of ["20Gi", "15Gi"]) {
      const { status, message } = await ask(storage);
      assert.equal(status, 200, `${storage}: ${message}`);
    }
    assert.equal((await ask("5Gi")).status >= 400, true);
  });

  it("the operator deletes the claims of a MaxScale that is deleted", async () => {
    const { api, cluster } = guarded();
    await guarded().addVolumes("maxscale");
    await api.apply(secret("maxscale"));
    const password = { name: "maxscale", key: "password" };
    const maxscale = {
      apiVersion: operatorVersion,
      kind: "MaxScale",
      metadata: { name: "proxy", namespace: home, labels: protectedLabels },
      spec: {
        replicas: 1,
        image: "docker.io/mariadb/maxscale:25.01",
        inheritMetadata: { labels: protectedLabels },
        servers: [{ name: "mariadb-0", address: "mariadb-0.mariadb-internal" }],
        monitor: { name: "monitor", module: "mariadbmon" },
        services: [{ name: "router", router: "readwritesplit", listener: { port: 3306 } }],
        auth: {
          adminUsername: "admin",
          adminPasswordSecretKeyRef: password,
          clientUsername: "client",
          clientPasswordSecretKeyRef: password,
          serverUsername: "server",
          serverPasswordSecretKeyRef: password,
          monitorUsername: "monitor",
          monitorPasswordSecretKeyRef: password,
        },
        config: {
          volumeClaimTemplate: claimSpec,
        },
      },
    };
    await cluster.apply(maxscale);
    const claim = pvc("storage-proxy-0");
    const bound = async (): Promise<boolean> =>
      field((await api.read(claim)).object, "status", "phase") === "Bound";
    await waitFor("the claim of MaxScale", bound, { seconds: 60 });
    await cluster.delete(maxscale);
    const gone = async (): Promise<boolean> => (await api.read(claim)).status === 404;
    await waitFor("the claim of MaxScale to be gone", gone, { seconds: 30 });
    await waitFor("MaxScale to be gone", async () => (await cluster.read(maxscale)) === undefined, {
      seconds: 30,
    });
  });

  it("no claim becomes one of a MaxScale by its labels", async () => {
    await boundClaim("storage-mariadb-0", "mariadb-0");
    const labels = { "app.kubernetes.io/name": "maxscale", "app.kubernetes.io/instance": "proxy" };
    const { status, message } = await guarded().api.merge(pvc("storage-mariadb-0"), { metadata: { labels } });
    assert.equal(status, 403, message);
  });

  describe("the garbage collector, where all controllers run as the user of their manager", () => {
    before(async () => {
      await guarded().cluster.apply({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "controller-manager" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
        subjects: [
          { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "system:kube-controller-manager" },
        ],
      });
      await guarded().restartControllers(false);
    });

    after(async () => {
      await guarded().restartControllers(true);
    });

    it("collects what a confirmed owner leaves", async () => {
      const { api } = guarded();
      const owner = ofOperator("Backup", "backups", "gone", {
        mariaDbRef: { name: "mariadb" },
        storage: {
          persistentVolumeClaim: {
            resources: { requests: { storage: "1Gi" } },
            accessModes: ["ReadWriteOnce"],
          },
        },
      });
      const made = await api.apply(owner);
      assert.ok(made.status < 300, made.message);
      const { uid } = made.object.metadata;
      const owned = ofOperator("Grant", "grants", "collected", {
        mariaDbRef: { name: "mariadb" },
        username: "app",
        privileges: ["SELECT"],
        cleanupPolicy: "Skip",
      });
      const ownerReferences = [{ apiVersion: operatorVersion, kind: "Backup", name: "gone", uid }];
      const ownedMetadata = { ...owned.object.metadata, ownerReferences };
      const answer = await api.apply({ ...owned, object: { ...owned.object, metadata: ownedMetadata } });
      assert.ok(answer.status < 300, answer.message);
      const confirmed = { uid: uid ?? "", user: "admin", until: new Date(Date.now() + 30 * 60_000) };
      const metadata = confirmationMetadata("deletion", confirmed);
      // The controllers were restarted, and the first of them has to take up the clock.
      await waitFor("the confirmation", async () => (await api.merge(owner, { metadata })).status === 200, {
        seconds: 60,
      });
      const deleted = await api.delete(owner, "propagationPolicy=Background");
      assert.equal(deleted.status, 200, deleted.message);
      await waitFor("the grant to be gone", async () => (await api.read(owned)).status === 404, {
        seconds: 45,
      });
    });
  });

  const pvc = (name: string): Thing =>
    thing("v1", "persistentvolumeclaims", {
      kind: "PersistentVolumeClaim",
      metadata: { name, namespace: home },
    });
  const pv = (name: string): Thing =>
    thing("v1", "persistentvolumes", { kind: "PersistentVolume", metadata: { name } });

  async function volume(name: string): Promise<{ spec: { claimRef?: { name: string; uid?: string } } }> {
    return (await guarded().api.read(pv(name))).object as never;
  }

  async function phase(name: string, expected: string): Promise<void> {
    const reached = async (): Promise<boolean> => field(await volume(name), "status", "phase") === expected;
    await waitFor(`volume ${name} to be ${expected}`, reached, { seconds: 45 });
  }

  /** A protected claim that the controller bound to the volume. */
  async function boundClaim(name: string, volumeName: string): Promise<KubeObject> {
    const { cluster } = guarded();
    await guarded().addVolumes(volumeName);
    const { apiVersion, kind, metadata } = pvc(name).object;
    await cluster.apply({
      apiVersion,
      kind,
      metadata: { name, namespace: home, labels: protectedLabels },
      spec: { ...claimSpec, volumeName },
    });
    await phase(volumeName, "Bound");
    const bound = async (): Promise<boolean> =>
      field((await guarded().api.read(pvc(name))).object, "status", "capacity") !== undefined;
    await waitFor(`claim ${name} to be bound`, bound, { seconds: 45 });
    const claim = await cluster.read({
      apiVersion,
      kind,
      metadata: { name: metadata.name, namespace: home },
    });
    return claim ?? assert.fail(`there is no claim ${name}`);
  }

  /** A volume that points at a claim which points at another one. */
  async function lostVolume(
    name: string,
    { metadata: { name: claim, uid } }: KubeObject,
    annotations: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { api } = guarded();
    const { status, message } = await api.send("POST", "/api/v1/persistentvolumes", {
      body: {
        ...pv(name).object,
        metadata: { name, annotations },
        spec: {
          accessModes: ["ReadWriteOnce"],
          capacity: { storage: "10Gi" },
          persistentVolumeReclaimPolicy: "Retain",
          storageClassName: storageClass,
          hostPath: { path: `/${name}` },
          claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: home, name: claim, uid },
        },
      },
    });
    assert.equal(status, 201, message);
  }
});
