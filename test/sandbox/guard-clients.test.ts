import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as kubernetes from "@pulumi/kubernetes";

import { waitFor } from "../../sandbox/ground/wait";
import { skip } from "../support/skip";
import { dryRun } from "./guard/api";
import { useGuardedCluster } from "./guard/guarded-cluster";
import { homes, protectedMetadata, things, type Thing } from "./guard/objects";
import { changes } from "./stand-ins";

describe("the deletion guard against", function () {
  this.timeout(180_000);
  const cluster = useGuardedCluster();
  const uid = async (object: Thing): Promise<string | undefined> =>
    (await cluster().api.read(object)).object.metadata.uid;

  describe("kubectl", () => {
    function kubectl(command: string, input?: object): { status: number | null; said: string } {
      const { status, stdout, stderr } = spawnSync("kubectl", command.split(" "), {
        encoding: "utf8",
        env: { ...process.env, KUBECONFIG: cluster().sandbox.kubeconfig },
        ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      });
      return { status, said: stdout + stderr };
    }
    before(function () {
      if (spawnSync("kubectl", ["version", "--client"]).status === 0) {
        return;
      }
      skip(this, "kubectl is not on PATH");
    });

    const refused: [command: string, refusal: RegExp][] = [
      ["delete mariadb guarded --namespace guard-named", /deletion is not confirmed/],
      [
        "delete mariadb guarded --namespace guard-named --cascade=orphan --grace-period=0 --force",
        /not confirmed/,
      ],
      [
        "delete mariadbs,databases --all --namespace guard-named",
        /MariaDB guard-named\/guarded is protected/,
      ],
      ["delete namespace guard-named", /Namespace guard-named is protected/],
      ["delete crd guardeds.k8s.mariadb.com", /every object of its kind, confirmed or not/],
      ["delete pv guard-named-guarded", /PersistentVolume guard-named-guarded is protected/],
      ["label namespace guard-labelled mariadb-gitops.dev/protected-", /removes or changes the label/],
      [
        'patch mariadb guarded --namespace guard-named --type merge --patch {"spec":{"cleanupPolicy":"Delete"}}',
        /cleanupPolicy from Skip/,
      ],
    ];
    for (const [command, refusal] of refused) {
      it(command, () => {
        const { status, said } = kubectl(command);
        assert.equal(status, 1, said);
        assert.match(said, refusal);
      });
    }

    it("replace --force, which deletes and creates", async () => {
      const { Database } = cluster().things;
      const before = await uid(Database);
      const { status, said } = kubectl("replace --force -f -", Database.object);
      assert.equal(status, 1, said);
      assert.equal(await uid(Database), before);
    });

    it("apply --force with a weaker manifest: a refusal is no reason to delete", async () => {
      const { Database } = cluster().things;
      const before = await uid(Database);
      const weaker = {
        ...Database.object,
        spec: { ...(Database.object.spec as object), cleanupPolicy: "Delete" },
      };
      const { status, said } = kubectl("apply --force -f -", weaker);
      assert.equal(status, 1, said);
      assert.match(said, /cleanupPolicy from Skip/);
      assert.equal(await uid(Database), before);
    });

    it("nothing any more, once the command of the refusal was run", async () => {
      await cluster().create(things(homes.named, "done-with").User);
      const deletion = "delete user done-with --namespace guard-named";
      const [, command = ""] =
        /mariadb-gitops (confirm \S+ --namespace \S+)/.exec(kubectl(deletion).said) ?? [];
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          "--require",
          "ts-node/register/transpile-only",
          "bin/mariadb-gitops.ts",
          ...command.split(" "),
          "--yes",
        ],
        { encoding: "utf8", env: { ...process.env, KUBECONFIG: cluster().sandbox.kubeconfig } },
      );
      assert.equal(status, 0, stderr);
      const deleted = kubectl(deletion);
      assert.equal(deleted.status, 0, deleted.said);
    });
  });

  it("stays open after a cluster administrator broke the glass only until the next update with a refresh", async () => {
    const { sandbox, things, api } = cluster();
    await sandbox.cluster.patch({
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "mariadb-gitops-staging-databases-named" },
      spec: { validationActions: ["Audit"] },
    });
    const deletion = async (): Promise<number> => (await api.delete(things.MariaDB, dryRun)).status;
    await waitFor("the deletion to pass", async () => (await deletion()) === 200, { seconds: 60 });
    const { stack, listen } = cluster().stack;
    await stack.up({ ...listen, refresh: true });
    await waitFor("the deletion to be refused", async () => (await deletion()) === 403, { seconds: 60 });
  });

  describe("pulumi destroy", () => {
    it("of a stack that holds a protected object", async () => {
      const { standIns, api } = cluster();
      const held = things(homes.named, "held").MariaDB;
      const { stack, listen } = await standIns.stack(() => {
        const provider = standIns.provider("cluster", { namespace: homes.named });
        const { apiVersion, kind, metadata, spec } = held.object;
        const args = { apiVersion, kind, metadata: { ...protectedMetadata, name: metadata.name }, spec };
        new kubernetes.apiextensions.CustomResource("held", args, { provider });
      });
      await stack.up(listen);
      await assert.rejects(stack.destroy(listen), /MariaDB guard-named\/held is protected, and its deletion/);
      assert.equal((await api.read(held)).status, 200);
      await cluster().confirm(held);
      const { summary } = await stack.destroy(listen);
      assert.deepEqual(changes(summary.resourceChanges), { delete: 3 });
      assert.equal((await api.read(held)).status, 404);
    });

    it("of the guard: protected while it refuses, gone once it was lifted, and there again with the next update", async () => {
      const { stack, listen } = cluster().stack;
      await assert.rejects(stack.destroy(listen), /protected/);
      cluster().deletionProtection = false;
      await cluster().update();
      const { status, warnings } = await cluster().api.delete(cluster().things.MariaDB, dryRun);
      assert.equal(status, 200);
      assert.match(warnings.join(), /not confirmed/);
      await stack.destroy(listen);
      cluster().deletionProtection = true;
      await cluster().update();
    });
  });
});
