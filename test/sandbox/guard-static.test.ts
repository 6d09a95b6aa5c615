import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { guardCommand } from "../../bin/guard";
import { guardObjects } from "../../components/guard/static";
import { confirmDeletionAnnotation, environmentLabel } from "../../safety/labels";
import { sandboxContext } from "../../sandbox/ground/layout";
import { waitFor } from "../../sandbox/ground/wait";
import { buildMinutes, ownSandbox, type OwnSandbox } from "../support/sandbox";
import { watchOver } from "../support/watch";

import { dryRun, GuardApi, type Answer } from "./guard/api";
import { namespace } from "./guard/guarded-cluster";
import { admissionThings, thing, things, type Thing } from "./guard/objects";

const home = "mariadb-dev";
const admission = "admissionregistration.k8s.io/v1";
const policies = `/apis/${admission}/validatingadmissionpolicies`;
const bindings = `/apis/${admission}/validatingadmissionpolicybindings`;
const reach = { environment: "dev", namespaces: [home] } as const;

/** An object of dev, where its own name confirms. */
function ofDev(made: Thing): Thing {
  const { metadata } = made.object;
  const labels = { ...metadata.labels, [environmentLabel]: "dev" };
  return { ...made, object: { ...made.object, metadata: { ...metadata, labels } } };
}

/** The guard's objects as they are in the API. */
const registered = admissionThings(guardObjects(reach, true));

describe("the deletion guard as files of the control plane", function () {
  this.timeout(120_000);

  const root = mkdtempSync(join(tmpdir(), "guard-static-"));
  const folder = join(root, "policies");
  let own: OwnSandbox;
  let api: GuardApi;
  const [mariadb, database, secret] = [things(home).MariaDB, things(home).Database, things(home).Secret].map(
    ofDev,
  );
  assert.ok(mariadb && database && secret);

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    watchOver(root);
    const printed: string[] = [];
    const world = { out: (text: string) => printed.push(text), err: () => undefined };
    assert.equal(guardCommand(["render", "--environment", "dev", "--static", folder], world), 0);
    const configuration = join(root, "admission.yaml");
    writeFileSync(configuration, printed.join("\n"));
    own = await ownSandbox([
      "--feature-gates=ManifestBasedAdmissionControlConfig=true",
      `--admission-control-config-file=${configuration}`,
    ]);
    api = new GuardApi(own.kubeconfig, sandboxContext);
    for (const object of [namespace(home), mariadb, database, secret]) {
      passed(await api.apply(object), object.path);
    }
  });
  after(async function () {
    this.timeout(60_000);
    await own.end();
    rmSync(root, { recursive: true, force: true });
  });

  function passed({ status, message }: Answer, what: string): void {
    assert.ok(status < 300, `${what}: ${status} ${message}`);
  }
  function refused({ status, message }: Answer, said: RegExp, what: string): void {
    assert.equal(status, 403, `${what}: ${status} ${message}`);
    assert.match(message, said, what);
  }
  const ofFile =
    /mariadb-gitops-dev-\w+\.static\.k8s\.io' .* is protected, and its deletion is not confirmed/;

  it("refuses a deletion from the first request on, although the API has no policy", async () => {
    for (const path of [policies, bindings]) {
      const { object } = await api.send("GET", path);
      assert.deepEqual(object.items, [], path);
    }
    for (const object of [mariadb, database, secret, namespace(home)]) {
      refused(await api.delete(object, dryRun), ofFile, object.path);
    }
  });

  it("refuses what weakens, and lets everything else pass", async () => {
    const weaker = { spec: { cleanupPolicy: "Delete" } };
    refused(await api.merge(mariadb, weaker, dryRun), /changes cleanupPolicy from Skip/, "weakened");
    passed(await api.merge(mariadb, { spec: { replicas: 3 } }, dryRun), "scaled");
    const loose = things("default", "loose").MariaDB;
    const unlabelled = {
      ...loose,
      object: { ...loose.object, metadata: { name: "loose", namespace: "default" } },
    };
    passed(await api.apply(unlabelled), "created elsewhere");
    passed(await api.delete(unlabelled), "deleted elsewhere");
  });

  it("cannot be removed or replaced through the API", async () => {
    const name = "mariadb-gitops-dev-databases.static.k8s.io";
    assert.equal((await api.send("DELETE", `${policies}/${name}`)).status, 404);
    const [policy] = registered;
    assert.ok(policy);
    const { object } = policy;
    const twin = { ...object, metadata: { ...object.metadata, name } };
    const made = await api.send("POST", policies, { body: twin });
    assert.equal(made.status, 422, made.message);
    assert.match(made.message, /static\.k8s\.io/);
  });

  it("keeps the guard in the API too, which no policy in the API can", async () => {
    for (const object of registered) {
      passed(await api.apply(object), object.path);
    }
    const keeps =
      /guards databases, and this request (deletes|changes) it\. To change the guard, take the file/;
    for (const object of registered) {
      refused(await api.delete(object), keeps, object.path);
      passed(await api.apply(object), `${object.path} again`);
    }
    for (const collection of [policies, bindings]) {
      refused(await api.send("DELETE", collection), keeps, collection);
    }
    const binding = registered.find(({ object }) => object.kind.endsWith("Binding"));
    assert.ok(binding);
    const lenient = { spec: { validationActions: ["Warn"] } };
    refused(await api.merge(binding, lenient), keeps, "a binding that only warns");
    passed(await api.merge(binding, { metadata: { annotations: { note: "x" } } }), "a note on a binding");
    const foreign = thing(admission, "validatingadmissionpolicies", {
      ...registered[0]?.object,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "somebody-elses" },
    });
    passed(await api.apply(foreign), "another policy");
    passed(await api.delete(foreign), "another policy");
  });

  it("lets the confirmed deletion pass, in the files and in the API", async () => {
    const annotations = { [confirmDeletionAnnotation]: database.object.metadata.name };
    passed(await api.merge(database, { metadata: { annotations } }), "confirmed");
    passed(await api.delete(database), "deleted");
  });

  it("lets the guard be changed as soon as its file is taken off the disk, without a restart", async () => {
    const file = "mariadb-gitops-dev-admission.yaml";
    renameSync(join(folder, file), join(root, file));
    const [policy] = registered;
    assert.ok(policy);
    await waitFor("the API server to notice", async () => (await api.delete(policy, dryRun)).status === 200, {
      seconds: 90,
    });
    // The guard itself is another file, and still there.
    refused(await api.delete(mariadb, dryRun), ofFile, "a MariaDB");
  });
});
