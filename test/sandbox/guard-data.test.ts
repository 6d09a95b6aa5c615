import assert from "node:assert/strict";

import { cronGap } from "../../safety/cron";
import { withoutControllers } from "../support/sandbox";
import { dryRun, type Answer } from "./guard/api";
import { useInstalledGuard } from "./guard/installed";
import { homes, protectedMetadata, thing, things, type Thing } from "./guard/objects";

const binder = "system:serviceaccount:kube-system:persistent-volume-binder";
const collector = "system:serviceaccount:kube-system:generic-garbage-collector";
const manager = "system:kube-controller-manager";
const operator = "system:serviceaccount:mariadb-system:mariadb-operator";
const uid = "11111111-1111-1111-1111-111111111111";

describe("what the deletion guard sees of data", function () {
  this.timeout(120_000);
  withoutControllers();
  const guard = useInstalledGuard();

  before(async () => guard().empower(binder, manager, operator, collector));

  function passed({ status, message, warnings }: Answer, what: string): void {
    assert.ok(status < 300, `${what}: ${status} ${message}`);
    assert.deepEqual(warnings, [], what);
  }
  function refused({ status, message }: Answer, expected: RegExp, what: string): void {
    assert.equal(status, 403, `${what}: ${status} ${message}`);
    assert.match(message, expected, what);
  }
  const update = async (object: Thing, patch: object, as?: string): Promise<Answer> =>
    guard().api.send("PATCH", `${object.path}?${dryRun}`, {
      body: patch,
      type: "application/merge-patch+json",
      ...(as === undefined ? {} : { as }),
    });
  const write = async (object: Thing, status: object): Promise<Answer> =>
    guard().api.send("PATCH", `${object.path}/status`, {
      body: { status },
      type: "application/merge-patch+json",
      as: manager,
    });
  /** Creates the object and asks for its deletion, which is judged and not carried out. */
  const deletion = async (object: Thing, as?: string): Promise<Answer> => {
    await guard().create(object);
    return guard().api.delete(object, dryRun, as);
  };
  const notConfirmed = /is protected, and its deletion is not confirmed/;

  it("takes every schedule that runs in every month, and none that never does", async () => {
    const { Backup, PhysicalBackup } = things(homes.named, "schedules");
    await guard().create(Backup, PhysicalBackup);
    const often = ["0 2 * * *", "0 0 28 * *", "0 0 29,1 * *", "0 0 31 * *", "15 3 */3 * mon", "0 1 5 1-12 *"];
    const also = [
      "0 0 30 * SUN-tue",
      "@weekly",
      "@midnight",
      "@every 90m",
      "  0   2 * *  ?",
      "*/7 0-23/2 * * 1,3",
    ];
    for (const cron of [...often, ...also]) {
      assert.ok(cronGap(cron) !== undefined || cron.startsWith("@every"), cron);
      passed(await update(Backup, { spec: { schedule: { cron } } }), cron);
    }
    const never = ["0 0 30 2 *", "0 0 31 feb,4,jun *", "0 0 31 2-2 ?", "0 0 30-31 2 *", "0 0 31/1 11 *"];
    const unread = ["61 2 * * *", "0 2 * *", "0 2 * * * *", "0 2 * * 7", "daily", "0 0 9-5 * *", "@every 1d"];
    for (const cron of [...never, ...unread]) {
      assert.equal(cronGap(cron), undefined, cron);
      for (const object of [Backup, PhysicalBackup]) {
        refused(await update(object, { spec: { schedule: { cron } } }), /schedule that never runs/, cron);
      }
    }
    const rare = ["@yearly", "0 0 1 1 *", "0 0 1 */2 *", "@every 8760h"];
    for (const cron of rare) {
      refused(await update(Backup, { spec: { schedule: { cron } } }), /no longer runs in every month/, cron);
    }
  });

  it("lets a new server be filled from a backup, and none that the operator has seen", async () => {
    const server = things(homes.named, "filled").MariaDB;
    const { spec } = server.object as { spec?: object };
    const from = (bootstrapFrom: object): Thing => ({
      ...server,
      object: { ...server.object, spec: { ...spec, bootstrapFrom } },
    });
    await guard().create(server);
    passed(await update(server, { spec: { bootstrapFrom: { backupRef: { name: "old" } } } }), "unseen");
    await guard().create(from({ backupRef: { name: "old", kind: "PhysicalBackup" } }));
    await write(server, { conditions: [{ type: "Ready", status: "False" }] });
    const s3 = { bucket: "backups", endpoint: "s3.example.com" };
    passed(
      await update(server, { spec: { bootstrapFrom: { s3, backupContentType: "Physical" } } }),
      "what the operator fills in",
    );
    passed(await update(server, { spec: { bootstrapFrom: null } }), "removed");
    const other = { backupRef: { name: "other", kind: "PhysicalBackup" } };
    refused(await update(server, { spec: { bootstrapFrom: other } }), /bootstrapFrom/, "another backup");
  });

  it("lets no server be filled whose status was lost, when anything else says that it was at work", async () => {
    const bootstrapFrom = { backupRef: { name: "old" } };
    const overwrites = /an old backup over the server that is there/;
    // As a backup of the cluster brings it back: with what the operator filled in, and without a status.
    const restored = things(homes.named, "restored").MariaDB;
    const spec = { ...(restored.object.spec as object), rootEmptyPassword: false, port: 3306 };
    await guard().create({ ...restored, object: { ...restored.object, spec } });
    refused(await update(restored, { spec: { bootstrapFrom } }), overwrites, "restored without a status");
    const emptied = things(homes.named, "emptied").MariaDB;
    await guard().create(emptied);
    passed(await write(emptied, { conditions: [], currentPrimary: "emptied-0" }), "conditions taken away");
    refused(await update(emptied, { spec: { bootstrapFrom } }), overwrites, "a primary and no conditions");
    passed(await write(emptied, { conditions: null, currentPrimary: null }), "the status taken away");
    passed(await guard().api.merge(emptied, { spec: { replicas: 1, suspend: true } }), "an update");
    refused(await update(emptied, { spec: { bootstrapFrom } }), overwrites, "no status, and changed since");
  });

  it("lets a volume be chosen, given back and rebound, and keeps one in use with its claim", async () => {
    const bound = (name: string, policy: string, phase: string): [Thing, Promise<unknown>] => {
      const { PersistentVolume } = things(homes.named, name);
      const spec = {
        ...(PersistentVolume.object.spec as object),
        persistentVolumeReclaimPolicy: policy,
        claimRef: { namespace: homes.named, name, uid },
      };
      const made = { ...PersistentVolume, object: { ...PersistentVolume.object, spec } };
      return [
        made,
        guard()
          .create(made)
          .then(async () => write(made, { phase })),
      ];
    };
    const other = { spec: { claimRef: { uid: "22222222-2222-2222-2222-222222222222" } } };
    const [none, noUid] = [{ spec: { claimRef: null } }, { spec: { claimRef: { uid: null } } }];
    const taken = /takes it from its claim/;
    for (const policy of ["Retain", "Delete"]) {
      const [used, made] = bound(`used-${policy.toLowerCase()}`, policy, "Bound");
      await made;
      for (const patch of [other, none, noUid]) {
        refused(await update(used, patch), taken, `${policy}, ${JSON.stringify(patch)}`);
      }
      for (const account of [binder, manager]) {
        refused(await update(used, none, account), taken, `reserved by a person, by ${account}`);
        passed(await update(used, noUid, account), `given back by ${account}, and reserved`);
        refused(await update(used, other, account), taken, `another claim by ${account}`);
      }
    }
    const [chosen, bind] = bound("chosen", "Delete", "Bound");
    await bind;
    const mark = { metadata: { annotations: { "pv.kubernetes.io/bound-by-controller": "yes" } } };
    await guard().api.send("PATCH", chosen.path, {
      body: mark,
      type: "application/merge-patch+json",
      as: binder,
    });
    refused(await update(chosen, none), taken, "chosen by the controller, by a person");
    for (const account of [binder, manager]) {
      passed(await update(chosen, none, account), `given back by ${account}`);
    }
    const [pending, waiting] = bound("pending", "Delete", "Pending");
    await waiting;
    passed(await update(pending, none), "not bound yet");
    const [released, kept] = bound("released", "Retain", "Released");
    await kept;
    passed(await update(released, noUid), "a retained volume given to the next claim of the name");
    const elsewhere = { spec: { claimRef: { namespace: "elsewhere" } } };
    refused(await update(released, elsewhere), taken, "a retained volume given to another namespace");
  });

  it("lets nobody but the volume controller say that it chose a volume, which would open a reserved one to others", async () => {
    const reserved = things(homes.named, "reserved").PersistentVolume;
    await guard().create(reserved);
    await write(reserved, { phase: "Available" });
    const mark = { metadata: { annotations: { "pv.kubernetes.io/bound-by-controller": "yes" } } };
    refused(await update(reserved, mark), /look like a volume that the volume controller chose/, "marked");
    for (const account of [binder, manager]) {
      passed(await update(reserved, mark, account), account);
    }
    passed(await update(reserved, { metadata: { annotations: { team: "payments" } } }), "another annotation");
  });

  it("lets no backup that is there begin to write into the volume of a server", async () => {
    const { Backup } = things(homes.named, "staged");
    await guard().create(Backup);
    const staged = (claimName: string): object => ({
      spec: { stagingStorage: { volume: { persistentVolumeClaim: { claimName } } } },
    });
    const writes = /write into the volume of a server/;
    refused(await update(Backup, staged("storage-mariadb-0")), writes, "a server's claim");
    passed(await update(Backup, staged("staging")), "a claim of its own");
  });

  it("lets a claim ask for less after an expansion that failed; below its volume the API server refuses", async () => {
    const claim = things(homes.named, "expanded").PersistentVolumeClaim;
    await guard().create(claim);
    await write(claim, { phase: "Bound", capacity: { storage: "8Gi" }, accessModes: ["ReadWriteOnce"] });
    const asks = (storage: string): object => ({ spec: { resources: { requests: { storage } } } });
    passed(await update(claim, asks("9Gi")), "less than asked for");
    assert.equal((await update(claim, asks("5Gi"))).status, 422);
  });

  it("lets the claims of a MaxScale go with it, and none that only looks like one", async () => {
    const claim = (name: string, labels: Record<string, string>): Thing => {
      const { PersistentVolumeClaim } = things(homes.named, name);
      const metadata = { ...PersistentVolumeClaim.object.metadata, labels };
      return { ...PersistentVolumeClaim, object: { ...PersistentVolumeClaim.object, metadata } };
    };
    const proxy = { "app.kubernetes.io/name": "maxscale", "app.kubernetes.io/instance": "proxy" };
    passed(await deletion(claim("storage-proxy-0", proxy), operator), "a MaxScale's");
    const data = { ...proxy, "pvc.k8s.mariadb.com/role": "storage" };
    refused(await deletion(claim("storage-proxy-1", data), operator), notConfirmed, "one with data");
    refused(await deletion(claim("storage-mariadb-0", proxy)), notConfirmed, "that of another StatefulSet");
    refused(await deletion(claim("proxy", proxy)), notConfirmed, "one that no StatefulSet made");
  });

  it("collects what would drop nothing, under each name of the collector", async () => {
    const owned = (object: Thing, cleanupPolicy?: string, name = "owner"): Thing => {
      const ownerReferences = [{ apiVersion: "k8s.mariadb.com/v1alpha1", kind: "MariaDB", name, uid }];
      const metadata = { ...object.object.metadata, ownerReferences };
      const spec = {
        ...(object.object.spec as object),
        ...(cleanupPolicy === undefined ? {} : { cleanupPolicy }),
      };
      return { ...object, object: { ...object.object, metadata, spec } };
    };
    const kept = owned(things(homes.named, "kept").Database);
    const dropped = owned(things(homes.named, "dropped").Database, "Delete");
    for (const account of [collector, manager]) {
      passed(await deletion(kept, account), account);
      refused(await deletion(dropped, account), notConfirmed, `${account}, with cleanupPolicy Delete`);
    }
    const renamed = owned(things(homes.named, "kept").Database, undefined, "somebody-else").object.metadata;
    refused(
      await update(kept, { metadata: { ownerReferences: renamed.ownerReferences } }),
      /an owner with which/,
      "an owner of the same uid and another name",
    );
    const storage = things(homes.named, "storage-mariadb-7").PersistentVolumeClaim;
    const job = { apiVersion: "batch/v1", kind: "Job", name: "job", uid };
    const prepared = { ...storage.object, metadata: { ...storage.object.metadata, ownerReferences: [job] } };
    refused(await deletion({ ...storage, object: prepared }), notConfirmed, "the claim of a later replica");
  });

  it("keeps Secrets without a label where databases are, and lets those go that open no data", async () => {
    const secret = (name: string, type = "Opaque", labels: Record<string, string> = {}): Thing => {
      const credentials = type.includes("docker")
        ? { ".dockerconfigjson": "e30=" }
        : { password: "c2VjcmV0" };
      const certificate = { "tls.crt": "eA==", "tls.key": "eA==" };
      const data = type === "kubernetes.io/tls" ? certificate : credentials;
      const metadata = { name, namespace: homes.named, labels };
      return thing("v1", "secrets", { kind: "Secret", metadata, type, data });
    };
    refused(await deletion(secret("root")), notConfirmed, "a password");
    const emptied = { data: { password: Buffer.from("\n").toString("base64") } };
    refused(await update(secret("root"), emptied), /removes a key or its value/, "a password emptied");
    passed(await update(secret("root"), { data: { password: "bmV3" } }), "a new password");
    passed(await deletion(secret("release", "helm.sh/release.v1")), "a release of Helm");
    passed(await deletion(secret("pull", "kubernetes.io/dockerconfigjson")), "a password of a registry");
    passed(
      await deletion(secret("next", "Opaque", { "cert-manager.io/next-private-key": "true" })),
      "a draft",
    );
    const renewed = secret("certificate", "kubernetes.io/tls");
    const draft = { metadata: { labels: { "cert-manager.io/next-private-key": "true" } } };
    refused(await update(secret("root"), draft), /look like a key that cert-manager deletes/, "made a draft");
    const marked = { ...protectedMetadata.labels, ...draft.metadata.labels };
    await guard().create(secret("protected-draft", "Opaque", marked));
    const more = { metadata: { labels: { team: "payments" } } };
    passed(await update(secret("protected-draft"), more), "a draft that is labelled");
    passed(await deletion(renewed), "a certificate");
    passed(await update(renewed, { data: { "ca.crt": "eA==", "tls.crt": "eQ==" } }), "a renewed certificate");
    const labelled = secret("sealing-key", "kubernetes.io/tls", protectedMetadata.labels);
    refused(await deletion(labelled), notConfirmed, "a labelled key");
  });

  it("lets the operator delete the snapshots that grew too old, and nobody else", async () => {
    const labels = { ...protectedMetadata.labels, "physicalbackup.k8s.mariadb.com/name": "guarded" };
    const { VolumeSnapshot } = things(homes.named, "aged");
    const made = { ...VolumeSnapshot.object, metadata: { ...VolumeSnapshot.object.metadata, labels } };
    const snapshot = { ...VolumeSnapshot, object: made };
    passed(await deletion(snapshot, operator), "the operator");
    refused(await deletion(snapshot), notConfirmed, "a person");
    const manual = things(homes.named, "manual").VolumeSnapshot;
    refused(await deletion(manual, operator), notConfirmed, "one that no PhysicalBackup made");
  });
});
