import assert from "node:assert/strict";

import { environmentLabel, protectedLabel } from "../../safety/labels";
import { waitFor } from "../../sandbox/ground/wait";
import { withoutControllers } from "../support/sandbox";
import { dryRun, type Answer } from "./guard/api";
import { namespace, useGuardedCluster } from "./guard/guarded-cluster";
import { definition, homes, things, type GuardedKind, type Thing } from "./guard/objects";
import { everyKind } from "./guard/every-kind";
import { byKind } from "./guard/updates";

const garbageCollector = "system:serviceaccount:kube-system:generic-garbage-collector";

describe("the deletion guard's reach", function () {
  this.timeout(120_000);
  withoutControllers();
  const cluster = useGuardedCluster();

  function passed({ status, message, warnings }: Answer, what: string): void {
    assert.ok(status < 300, `${what}: ${status} ${message}`);
    assert.deepEqual(warnings, [], what);
  }
  function refused({ status, message }: Answer, what: string): void {
    assert.equal(status, 403, `${what}: ${message}`);
    assert.match(message, /is protected, and its deletion is not confirmed/, what);
  }
  /** Creates the object and asks for its deletion, which is judged and not carried out. */
  async function deletion(thing: Thing, as?: string): Promise<Answer> {
    await cluster().create(thing);
    return cluster().api.delete(thing, dryRun, as);
  }

  /** Takes the labels of a namespace away, confirmed. */
  async function unlabel(name: string): Promise<void> {
    const home = namespace(name);
    await cluster().confirm(home, "weakening");
    const labels = { [protectedLabel]: null, [environmentLabel]: null };
    passed(await cluster().api.merge(home, { metadata: { labels } }), "the labels taken away");
    await cluster().withdraw(home);
  }

  it("leaves the same kinds alone where nothing is labelled", async () => {
    const unrelated = {
      ...things(homes.unprotected),
      CustomResourceDefinition: definition("widgets", "guard-tests.mariadb-gitops.dev"),
    };
    for (const [kind, protectedThing] of Object.entries(unrelated)) {
      const thing = withLabels(protectedThing, { [protectedLabel]: undefined });
      await cluster().create(thing);
      if (kind === "PersistentVolumeClaim") {
        await cluster().bind(thing);
      }
      if (kind === "MariaDB") {
        await cluster().run(thing);
      }
      const updates = [...everyKind, ...byKind[kind as GuardedKind]];
      // A label that protects nothing is refused everywhere.
      for (const { what, patch } of updates.filter(({ what }) => what !== "the protected label changed")) {
        passed(await cluster().api.merge(thing, patch, dryRun), `${kind}, ${what}`);
      }
      passed(await cluster().api.delete(thing), kind);
    }
  });

  it("holds in every namespace that is labelled, and for the namespace itself, without knowing its name", async () => {
    const { MariaDB, PersistentVolumeClaim } = things(homes.labelled);
    refused(await deletion(MariaDB), "MariaDB");
    refused(await deletion(PersistentVolumeClaim), "PersistentVolumeClaim");
    const home = namespace(homes.labelled);
    refused(await cluster().api.delete(home, dryRun), "Namespace");
    const { status, message } = await cluster().api.merge(home, {
      metadata: { labels: { [protectedLabel]: null } },
    });
    assert.equal(status, 403);
    assert.match(message, /removes or changes the label/);
  });

  it("holds in the namespaces that it knows by name, without a label on anything", async () => {
    // The operator makes objects without labels; people cannot.
    const bare = ownedBy(
      withLabels(things(homes.named, "bare").Database, { [protectedLabel]: undefined }),
      "k8s.mariadb.com/v1alpha1",
      "MariaDB",
    );
    refused(await deletion(bare), "Database");
    refused(await cluster().api.delete(namespace(homes.named), dryRun), "Namespace");
  });

  it("holds for a label that names no environment, and leaves another environment to its own guard", async () => {
    const { Secret } = things(homes.unprotected, "labelled");
    refused(await deletion(withLabels(Secret, { [environmentLabel]: undefined })), "no environment");
    const other = things(homes.unprotected, "other").Secret;
    passed(await deletion(withLabels(other, { [environmentLabel]: "dev" })), "another environment");
  });

  it("protects with any value of the label but false, which may become true and nothing less", async () => {
    for (const [index, value] of ["yes", "True", ""].entries()) {
      // Nobody can write such a label under the guard, but it may be older than the guard, or come from another environment.
      const name = `${homes.other}-${String(index)}`;
      const home = namespace(name, { [protectedLabel]: value, [environmentLabel]: "dev" });
      await cluster().create(home);
      passed(
        await cluster().api.merge(home, { metadata: { labels: { [environmentLabel]: null } } }),
        "the environment taken away",
      );
      refused(await cluster().api.delete(home, dryRun), `the value "${value}"`);
      const set = async (next: string | null): Promise<Answer> =>
        cluster().api.merge(home, { metadata: { labels: { [protectedLabel]: next } } }, dryRun);
      passed(await set("true"), `from "${value}" to true`);
      assert.equal((await set("false")).status, 403, value);
      assert.equal((await set(null)).status, 403, value);
      await unlabel(name);
    }
    passed(await deletion(namespace(homes.other, { [protectedLabel]: "false" })), "false");
  });

  it("stays with a namespace that names no environment, until a confirmation gives it to another", async () => {
    const home = namespace(homes.other, { [protectedLabel]: "true" });
    await cluster().create(home);
    const set = async (environment: string | null, query = dryRun): Promise<Answer> =>
      cluster().api.merge(home, { metadata: { labels: { [environmentLabel]: environment } } }, query);
    for (const other of ["dev", "production"]) {
      const { status, message } = await set(other);
      assert.equal(status, 403, other);
      assert.match(message, /removes or changes the label/);
    }
    passed(await set("staging"), "its own");
    await cluster().confirm(home, "weakening");
    passed(await set("dev", ""), "confirmed");
    await cluster().withdraw(home);
    passed(await cluster().api.delete(home, dryRun), "of dev now");
    // A mistake is corrected without a confirmation: this only protects.
    passed(await set(null), "no environment any more");
    passed(await set("staging", ""), "its own again");
    refused(await cluster().api.delete(home, dryRun), "protected again");
    await unlabel(homes.other);
  });

  it("lets the garbage collector, and nobody else, collect what an object of the operator owned", async () => {
    const mariadb = ["k8s.mariadb.com/v1alpha1", "MariaDB"] as const;
    const collected = things(homes.named, "collected");
    for (const [kind, thing] of Object.entries({
      Database: collected.Database,
      Secret: collected.Secret,
    })) {
      refused(await deletion(thing, garbageCollector), `${kind} that nothing owns`);
      const owned = ownedBy(things(homes.named, "owned")[kind as GuardedKind], ...mariadb);
      passed(await deletion(owned, garbageCollector), kind);
      refused(await deletion(owned), `${kind} by somebody else`);
      const foreign = ownedBy(things(homes.named, "foreign")[kind as GuardedKind], "apps/v1", "Deployment");
      refused(await deletion(foreign, garbageCollector), `${kind} of another owner`);
    }
  });

  it("lets the volumes of jobs and the operator's temporary backups go, and no volume of a database", async () => {
    const claim = (name: string) => things(homes.named, name).PersistentVolumeClaim;
    for (const kind of ["Backup", "PhysicalBackup", "Restore", "PointInTimeRecovery", "SqlJob"]) {
      const staging = ownedBy(claim(kind.toLowerCase()), "k8s.mariadb.com/v1alpha1", kind);
      passed(await deletion(staging), kind);
    }
    passed(await deletion(ownedBy(claim("job"), "batch/v1", "Job")), "Job");
    refused(await deletion(ownedBy(claim("mariadb"), "k8s.mariadb.com/v1alpha1", "MariaDB")), "MariaDB");
    refused(await deletion(ownedBy(claim("fake"), "example.com/v1", "Backup")), "another group's Backup");
    const { PhysicalBackup, Backup } = things(homes.named, "temporary");
    passed(await deletion(ownedBy(PhysicalBackup, "k8s.mariadb.com/v1alpha1", "MariaDB")), "PhysicalBackup");
    refused(await deletion(ownedBy(Backup, "k8s.mariadb.com/v1alpha1", "MariaDB")), "Backup");
  });

  it("lets a volume go whose content the cluster has deleted already", async () => {
    const { api } = cluster();
    const volume = (name: string, policy: string): Thing => {
      const { PersistentVolume } = things(homes.named, name);
      const spec = { ...(PersistentVolume.object.spec as object), persistentVolumeReclaimPolicy: policy };
      return { ...PersistentVolume, object: { ...PersistentVolume.object, spec } };
    };
    const released = async (thing: Thing): Promise<Answer> => {
      await cluster().create(thing);
      const { object } = await api.read(thing);
      const { status, message } = await api.send("PUT", `${thing.path}/status`, {
        body: { ...object, status: { phase: "Released" } },
        as: "system:serviceaccount:kube-system:persistent-volume-binder",
      });
      assert.equal(status, 200, message);
      return api.delete(thing, dryRun);
    };
    refused(await deletion(volume("bound", "Delete")), "a volume in use");
    passed(await released(volume("reclaimed", "Delete")), "a volume that is let go");
    refused(await released(volume("retained", "Retain")), "a volume that is kept");
  });

  it("lets controllers write the status and finish what was confirmed", async () => {
    const { api } = cluster();
    const thing = things(homes.named, "finished").Database;
    await cluster().create(thing);
    const conditions = [
      { type: "Ready", status: "True", reason: "Created", message: "", lastTransitionTime: now },
    ];
    passed(await api.merge({ ...thing, path: `${thing.path}/status` }, { status: { conditions } }), "status");
    const finalizers = ["database.k8s.mariadb.com/finalizer"];
    passed(await api.merge(thing, { metadata: { finalizers } }), "finalizer");
    // Nobody renews the Lease here, so the clock stands still; that is late, never early.
    await cluster().confirm(thing);
    passed(await api.delete(thing), "deletion");
    passed(await api.merge(thing, { metadata: { finalizers: null } }), "finalizer removed");
    assert.equal((await api.read(thing)).status, 404);
  });

  it("is not overwritten by a second stack of its environment, which works under a name of its own", async () => {
    const second = (name?: string) =>
      cluster().standIns.stack(() =>
        cluster().guard({
          environment: "staging",
          namespaces: [homes.other],
          ...(name === undefined ? {} : { name }),
        }),
      );
    const unnamed = await second();
    await assert.rejects(
      unnamed.stack.up(unnamed.listen),
      /of \S+\/\S+ \(guard\), which looks after guard-named; a second guard .* needs a name of its own/,
    );
    refused(await cluster().api.delete(cluster().things.MariaDB, dryRun), "what the first one guards");
    const named = await second("shop");
    await named.stack.up(named.listen);
    await waitFor(
      "the second guard to refuse",
      async () => (await cluster().api.delete(namespace(homes.other), dryRun)).status === 403,
      { seconds: 60 },
    );
    refused(await cluster().api.delete(cluster().things.MariaDB, dryRun), "what the first one guards");
    // The first one is the same as before when it is updated again.
    await cluster().update();
  });

  it("shares a cluster with the guard of another environment, and each has its own switch", async () => {
    const dev = await cluster().standIns.stack(() =>
      cluster().guard({ environment: "dev", namespaces: [homes.unprotected], deletionProtection: false }),
    );
    await dev.stack.up(dev.listen);
    const { api } = cluster();
    const thing = withLabels(things(homes.unprotected, "of-dev").MariaDB, { [environmentLabel]: "dev" });
    await cluster().create(thing);
    await waitFor(
      "the other guard to warn",
      async () => (await api.delete(thing, dryRun)).warnings.join().includes("mariadb-gitops-dev-databases"),
      { seconds: 60 },
    );
    assert.equal((await api.delete(thing)).status, 200);
    refused(await api.delete(cluster().things.MariaDB), "an object of staging");
    // Both watch the CRDs; the one that refuses wins.
    refused(await api.delete(cluster().things.CustomResourceDefinition), "a CRD");
  });
});

const now = "2026-01-01T00:00:00Z";

/** The object with other labels; undefined removes one. */
function withLabels(thing: Thing, labels: Record<string, string | undefined>): Thing {
  const all = Object.entries({ ...thing.object.metadata.labels, ...labels });
  const kept = Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { ...thing, object: { ...thing.object, metadata: { ...thing.object.metadata, labels: kept } } };
}

function ownedBy(thing: Thing, apiVersion: string, kind: string): Thing {
  const ownerReferences = [
    { apiVersion, kind, name: "owner", uid: "22222222-2222-2222-2222-222222222222", controller: true },
  ];
  return { ...thing, object: { ...thing.object, metadata: { ...thing.object.metadata, ownerReferences } } };
}
