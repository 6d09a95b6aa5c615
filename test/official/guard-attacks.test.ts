/**
 * What somebody with the role `edit` in the namespace of a database, and nothing else, can have the operator do. The
 * operator's chart adds its kinds to that role, with every subresource.
 */
import assert from "node:assert/strict";

import { waitFor } from "../../sandbox/ground/wait";
import { mergePatch, type Answer } from "../sandbox/guard/api";
import { field } from "../support/manifest";
import { useGuardedOperator } from "./guard/guarded-operator";
import { home, restored, secret } from "./guard/objects";

const developer = "developer";

describe("somebody with the role edit, under the guard", function () {
  this.timeout(240_000);

  const guarded = useGuardedOperator();

  before(async () => {
    await guarded().addVolumes("data", "staging", "other", "more");
    for (const object of [secret("mariadb-root"), secret("s3"), restored]) {
      passes(await guarded().api.apply(object));
    }
    await guarded().objects.applyNamespace("elsewhere");
    for (const namespace of [home, "elsewhere"]) {
      await guarded().cluster.apply({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "developers", namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: developer }],
      });
    }
    const finished = async (): Promise<boolean> => (await condition("BackupRestored")) === "True";
    await waitFor("the restore to end", finished, { seconds: 120 });
    await waitFor(
      "the role to be allowed",
      async () => {
        const answer = await send("POST", `${restored.collection}?dryRun=All`, { apiVersion: "v1" });
        return answer.status !== 403;
      },
      { seconds: 60 },
    );
  });

  it("cannot have the operator restore again by taking back what the status says", async () => {
    const before = await initJobs();
    const { object } = await guarded().api.read(restored);
    const conditions = (field(object, "status", "conditions") as { type: string }[]).map((one) =>
      one.type === "Initialized" ? { ...one, status: "False", reason: "Initializing" } : one,
    );
    const { status, message } = await send("PATCH", `${restored.path}/status`, { status: { conditions } });
    await waitFor("another restore", async () => (await initJobs()) > before, { seconds: 30 }).catch(
      () => undefined,
    );
    assert.equal(
      await initJobs(),
      before,
      "the operator copied the backup onto the volume of the running server",
    );
    assert.equal(status, 403, message);
  });

  it("cannot forget that a backup was restored", async () => {
    const { object } = await guarded().api.read(restored);
    const conditions = (field(object, "status", "conditions") as { type: string }[]).filter(
      ({ type }) => type !== "BackupRestored",
    );
    const { status, message } = await send("PATCH", `${restored.path}/status?dryRun=All`, {
      status: { conditions },
    });
    assert.equal(status, 403, message);
  });

  async function initJobs(): Promise<number> {
    const jobs = (await guarded().events("Job")).filter(({ name }) => name === "restored-0-pb-init");
    return new Set(jobs.map(({ uid }) => uid)).size;
  }

  async function condition(type: string): Promise<string | undefined> {
    const { object } = await guarded().api.read(restored);
    const conditions = (field(object, "status", "conditions") ?? []) as { type: string; status: string }[];
    return conditions.find((one) => one.type === type)?.status;
  }

  async function send(method: string, path: string, body: object | undefined): Promise<Answer> {
    return guarded().api.send(method, path, {
      ...(body === undefined ? {} : { body }),
      type: method === "PATCH" ? mergePatch : "application/json",
      as: developer,
    });
  }

  function passes({ status, message }: Answer): void {
    assert.ok(status < 300, message);
  }
});
