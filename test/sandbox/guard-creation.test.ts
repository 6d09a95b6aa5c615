import assert from "node:assert/strict";
import { join } from "node:path";

import { Environment } from "../../components/environments";
import { guardManifests } from "../../components/guard/manifests";
import { confirmRestoreAnnotation, environmentLabel, protectedLabel } from "../../safety/labels";
import { waitFor } from "../../sandbox/ground/wait";
import { gitopsDirectory, renderOverlay } from "../support/kustomize";
import { withoutControllers } from "../support/sandbox";
import { applying, applyPatch, dryRun, type Answer } from "./guard/api";
import { namespace } from "./guard/guarded-cluster";
import { useInstalledGuard } from "./guard/installed";
import { homes, protectedMetadata, thing, things, type Thing } from "./guard/objects";

const api = "k8s.mariadb.com/v1alpha1";
const operator = "system:serviceaccount:mariadb-system:mariadb-operator";
const [jane, joe] = ["jane@example.com", "joe example"];

describe("what the deletion guard lets come into being", function () {
  this.timeout(120_000);
  withoutControllers();
  const guard = useInstalledGuard();
  before(async () => guard().empower(operator, jane, joe));

  function passed({ status, message, warnings }: Answer, what: string): void {
    assert.ok(status < 300, `${what}: ${status} ${message}`);
    assert.deepEqual(warnings, [], what);
  }
  function refused({ status, message }: Answer, expected: RegExp, what: string): void {
    assert.equal(status, 403, `${what}: ${status} ${message}`);
    assert.match(message, expected, what);
  }
  const create = async ({ collection, object }: Thing, as?: string): Promise<Answer> =>
    guard().api.send("POST", `${collection}?${dryRun}`, {
      body: object,
      ...(as === undefined ? {} : { as }),
    });
  const withMetadata = (made: Thing, metadata: object): Thing => {
    const all = { ...made.object.metadata, ...metadata };
    const object = { ...made.object, metadata: all };
    return { ...made, path: `${made.collection}/${all.name}`, object };
  };
  const owner = (kind: string, controller = true) => ({
    ownerReferences: [
      { apiVersion: api, kind, name: "server", uid: "00000000-0000-0000-0000-000000000001", controller },
    ],
  });
  const holding = (place: string): Thing[] => {
    const made = things(place, "born");
    return [
      made.MariaDB,
      made.Database,
      made.User,
      made.Grant,
      made.Backup,
      made.PhysicalBackup,
      made.PointInTimeRecovery,
    ];
  };

  it("nothing that holds data without its labels, but what the operator makes for its own objects", async () => {
    const missing =
      /must be protected from the start\. Add the labels mariadb-gitops\.dev\/protected: "true" and/;
    for (const place of [homes.named, homes.labelled]) {
      for (const made of holding(place)) {
        const { kind } = made.object;
        passed(await create(made), `${kind} in ${place}`);
        refused(await create(withMetadata(made, { labels: {} })), missing, `${kind} in ${place}, no label`);
        const half = { [protectedLabel]: "true" };
        refused(await create(withMetadata(made, { labels: half })), missing, `${kind}, no environment`);
        passed(await create(withMetadata(made, { labels: {}, ...owner("MariaDB") })), `${kind} of a MariaDB`);
        const loose = { labels: {}, ...owner("MariaDB", false) };
        refused(await create(withMetadata(made, loose)), missing, `${kind} of no controller`);
      }
    }
    const wrong = { ...protectedMetadata.labels, [environmentLabel]: "dev" };
    const { Database } = things(homes.named, "born");
    refused(await create(withMetadata(Database, { labels: wrong })), missing, "another environment");
    passed(
      await create(withMetadata(things(homes.unprotected, "born").MariaDB, { labels: {} })),
      "elsewhere",
    );
  });

  it("no backup that deletes those of others at once, or writes over the data of a server", async () => {
    const { Backup, PhysicalBackup } = things(homes.named, "short");
    const volume = (claimName: string) => ({ volume: { persistentVolumeClaim: { claimName } } });
    for (const made of [Backup, PhysicalBackup]) {
      const { kind } = made.object;
      const having = (spec: object): Thing => ({
        ...made,
        object: { ...made.object, spec: { ...(made.object.spec as object), ...spec } },
      });
      for (const maxRetention of ["1s", "23h59m", "30d"]) {
        refused(await create(having({ maxRetention })), /less than a day/, `${kind}, ${maxRetention}`);
      }
      passed(await create(having({ maxRetention: "24h" })), kind);
      refused(await create(having({ storage: volume("storage-guarded-0") })), /volume of a server/, kind);
      passed(await create(having({ storage: volume("backups") })), kind);
    }
  });

  it("no label that looks as if it protected, and says what to write", async () => {
    const said =
      /has the label mariadb-gitops\.dev\/protected: yes, which is neither "true" nor "false"\. Set .*: "true"/;
    const yes = { ...protectedMetadata.labels, [protectedLabel]: "yes" };
    for (const made of Object.values(things(homes.unprotected, "mislabelled"))) {
      const plain = withMetadata(made, { labels: {} });
      refused(await create(withMetadata(made, { labels: yes })), said, `created, ${made.object.kind}`);
      passed(await create(plain), made.object.kind);
    }
    const { Secret } = things(homes.unprotected, "mislabelled-secret");
    await guard().create(withMetadata(Secret, { labels: {} }));
    const label = async (value: string): Promise<Answer> =>
      guard().api.merge(Secret, { metadata: { labels: { [protectedLabel]: value } } }, dryRun);
    refused(await label("yes"), said, "labelled later");
    passed(await label("true"), "the value that protects");
  });

  it("nothing elsewhere that acts on a protected server", async () => {
    const mariaDbRef = { name: "guarded", namespace: homes.named };
    const credentials = { username: "app", passwordSecretKeyRef: { name: "guarded", key: "password" } };
    const more: [string, string, object][] = [
      ["Restore", "restores", { backupRef: { name: "guarded" } }],
      ["SqlJob", "sqljobs", { ...credentials, sql: "DROP DATABASE app" }],
      ["Connection", "connections", credentials],
      ["MaxScale", "maxscales", {}],
    ];
    const made = things(homes.unprotected, "reaching");
    const referring = [made.Database, made.User, made.Grant, made.Backup, made.PhysicalBackup].map((one) => ({
      ...one,
      object: { ...one.object, spec: { ...(one.object.spec as object), mariaDbRef } },
    }));
    const others = more.map(([kind, plural, spec]) =>
      thing(api, plural, {
        kind,
        metadata: { name: "reaching", namespace: homes.unprotected },
        spec: { ...spec, mariaDbRef },
      }),
    );
    const said =
      /refers to a server in the protected namespace guard-named \(mariaDbRef\).* Create it in guard-named/;
    for (const one of [...referring, ...others]) {
      refused(await create(one), said, one.object.kind);
    }
    const { Database } = things(homes.unprotected, "moved");
    await guard().create(Database);
    refused(await guard().api.merge(Database, { spec: { mariaDbRef } }, dryRun), said, "by an update");
    passed(await guard().api.merge(Database, { spec: { mariaDbRef: { name: "other" } } }, dryRun), "its own");
    const inside = things(homes.labelled, "inside").Database;
    const elsewhere = { ...(inside.object.spec as object), mariaDbRef };
    refused(
      await create({ ...inside, object: { ...inside.object, spec: elsewhere } }),
      said,
      "labelled only",
    );
  });

  describe("a Restore", () => {
    const lease = thing("coordination.k8s.io/v1", "leases", {
      kind: "Lease",
      metadata: { name: "kube-controller-manager", namespace: "kube-system" },
      spec: {},
    });
    const restore = thing(api, "restores", {
      kind: "Restore",
      metadata: { name: "last-night", namespace: homes.named },
      spec: { mariaDbRef: { name: "guarded" }, backupRef: { name: "guarded" } },
    });
    const home = namespace(homes.named);
    const at = (seconds: number): string =>
      new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
    const confirm = async (value: string | null, as = jane): Promise<Answer> =>
      guard().api.send("PATCH", home.path, {
        body: { metadata: { annotations: { [confirmRestoreAnnotation]: value } } },
        type: "application/merge-patch+json",
        as,
      });
    const notConfirmed =
      /writes a backup over the server that is there, and that is not confirmed\..* kubectl annotate .* namespace guard-named/;

    before(async () => {
      await guard().create({
        ...lease,
        object: { ...lease.object, spec: { renewTime: new Date().toISOString().replace("Z", "000Z") } },
      });
      let said = "";
      const judged = async (): Promise<boolean> => {
        said = (await create(restore)).message;
        return said.includes("not confirmed");
      };
      await waitFor("the clock", judged, { seconds: 60 }).catch(() => assert.fail(said));
    });
    after(async () => {
      await confirm(null);
      await guard().api.delete(lease);
    });
    /** The API server hears of an annotation a moment after it stored it. */
    const settles = async (what: string, status: number): Promise<void> => {
      await waitFor(what, async () => (await create(restore)).status === status, { seconds: 30 });
    };

    it("is refused until a person confirms it on the namespace, by name and for an hour at most", async () => {
      refused(await create(restore), notConfirmed, "unconfirmed");
      for (const value of [
        `Restore/other ${jane} ${at(600)}`,
        `Restore/last-night ${jane} ${at(-5)}`,
        `Restore/last-night ${jane} ${at(7200)}`,
        `Restore/last-night ${jane} tomorrow`,
      ]) {
        passed(await confirm(value), value);
        refused(await create(restore), notConfirmed, value);
      }
      passed(await confirm(`Restore/last-night ${jane} ${at(1800)}`), "confirmed");
      await settles("the confirmed Restore to pass", 201);
      const other = withMetadata(restore, { name: "another" });
      refused(await create(other), notConfirmed, "another Restore");
      passed(await confirm(null), "withdrawn");
      await settles("the confirmation to be gone", 403);
    });

    it("is confirmed by nobody in the name of somebody else, and by nobody without the right to", async () => {
      const said =
        /cannot confirm a Restore so .*: it must be Restore\/<name> .* a role must allow you the verb confirm-restore/;
      refused(await confirm(`Restore/last-night ${jane} ${at(600)}`, joe), said, "in the name of another");
      passed(await confirm(`Restore/last-night ${joe} ${at(600)}`, joe), "a name with a space");
      await guard().create(
        thing("rbac.authorization.k8s.io/v1", "clusterroles", {
          kind: "ClusterRole",
          metadata: { name: "guard-tests-annotates" },
          rules: [{ apiGroups: [""], resources: ["namespaces"], verbs: ["get", "patch", "update"] }],
        }),
        thing("rbac.authorization.k8s.io/v1", "clusterrolebindings", {
          kind: "ClusterRoleBinding",
          metadata: { name: "guard-tests-annotates" },
          roleRef: {
            apiGroup: "rbac.authorization.k8s.io",
            kind: "ClusterRole",
            name: "guard-tests-annotates",
          },
          subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "annotator" }],
        }),
      );
      const by = `Restore/last-night annotator ${at(600)}`;
      await waitFor("the role", async () => said.test((await confirm(by, "annotator")).message), {
        seconds: 30,
      });
      passed(await confirm(null), "withdrawn");
      await settles("the confirmation to be gone", 403);
    });

    it("passes as the operator makes it for a new server, and keeps its source", async () => {
      const made = withMetadata(restore, { name: "server-restore", ...owner("MariaDB") });
      passed(await create(made, operator), "the operator");
      passed(
        await guard().api.send("POST", made.collection, { body: made.object, as: operator }),
        "the operator's",
      );
      const s3 = { bucket: "backups", endpoint: "s3.example.com" };
      passed(await guard().api.merge(made, { spec: { s3, logLevel: "debug" } }, dryRun), "filled in");
      for (const other of [{ backupRef: { name: "older" } }, { mariaDbRef: { name: "other" } }]) {
        refused(
          await guard().api.merge(made, { spec: other }, dryRun),
          /would restore something else/,
          JSON.stringify(other),
        );
      }
      refused(await create(made, joe), notConfirmed, "a person with the same owner");
      refused(await create(restore, operator), notConfirmed, "the operator, for nobody");
      const elsewhere = things(homes.unprotected).MariaDB.object.metadata.namespace ?? "";
      passed(await create(withNamespace(restore, elsewhere)), "elsewhere");
    });
  });

  it("the policies and bindings of every environment", async () => {
    for (const environment of Object.values(Environment)) {
      for (const { policy, bindings } of guardManifests({ environment, namespaces: ["mariadb"] }, true)) {
        const version = "admissionregistration.k8s.io/v1";
        const made = [
          thing(version, "validatingadmissionpolicies", policy),
          ...bindings.map((binding) => thing(version, "validatingadmissionpolicybindings", binding)),
        ];
        for (const one of made) {
          const { status, message } = await guard().api.send("PATCH", `${one.path}?${dryRun}&${applying}`, {
            body: one.object,
            type: applyPatch,
          });
          assert.ok(status < 300, `${one.path}: ${message}`);
        }
      }
    }
  });

  it("the databases of every overlay of this repository", async () => {
    for (const environment of ["dev", "staging", "production"]) {
      const objects = renderOverlay(join(gitopsDirectory, "overlays", environment));
      const databases = objects.filter(({ apiVersion }) => apiVersion === api);
      assert.ok(databases.length > 4, environment);
      for (const { kind, metadata, spec } of databases) {
        assert.equal(metadata.labels?.[environmentLabel], environment);
        // As if it were an overlay of the environment whose guard is here.
        const labels = { ...metadata.labels, [environmentLabel]: "staging" };
        const made = thing(api, `${kind.toLowerCase()}s`, {
          kind,
          // Another name than those of the objects that other suites have left here.
          metadata: { ...metadata, name: `overlay-${metadata.name}`, labels, namespace: homes.named },
          spec,
        });
        passed(await create(made), `${environment}: ${kind}`);
      }
    }
  });
});

/** The same object in another namespace. */
function withNamespace({ object }: Thing, place: string): Thing {
  const { kind, apiVersion, metadata, ...rest } = object;
  return thing(apiVersion, "restores", { kind, metadata: { ...metadata, namespace: place }, ...rest });
}
