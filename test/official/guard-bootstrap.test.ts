/** A physical restore from S3 that waits on a claim of its own: the operator deletes that claim when the data is back. */
import assert from "node:assert/strict";

import { waitFor } from "../../sandbox/ground/wait";
import { thing } from "../sandbox/guard/objects";
import { field } from "../support/manifest";
import { useGuardedOperator } from "./guard/guarded-operator";
import { claimSpec, home, operatorVersion, restored, secret } from "./guard/objects";

describe("a physical restore from S3 under the guard", function () {
  this.timeout(240_000);

  const guarded = useGuardedOperator();
  const claim = (name: string) =>
    thing("v1", "persistentvolumeclaims", {
      kind: "PersistentVolumeClaim",
      metadata: { name, namespace: home },
    });
  const staging = claim("restored-bootstrap-staging");

  before(async () => {
    await guarded().addVolumes("data", "staging", "other");
    for (const object of [secret("mariadb-root"), secret("s3"), restored]) {
      const { status, message } = await guarded().api.apply(object);
      assert.ok(status < 300, message);
    }
  });

  it("ends: the claim with the copy goes, and the server counts as restored", async () => {
    const finished = async (): Promise<boolean> => {
      const { object } = await guarded().api.read(restored);
      const conditions = (field(object, "status", "conditions") ?? []) as { type: string; status: string }[];
      return conditions.some(({ type, status }) => type === "BackupRestored" && status === "True");
    };
    await waitFor("the restore to end", finished, { seconds: 60 }).catch(async (error: unknown) => {
      throw new Error(`${(error as Error).message}\n${await guarded().operatorLog()}`);
    });
    const gone = async (): Promise<boolean> => (await guarded().api.read(staging)).status === 404;
    await waitFor("the staging claim to be gone", gone, { seconds: 30 });
  });

  it("copies onto the data volume once, and never while the server runs on it", async () => {
    const jobs = (await guarded().events("Job")).filter(({ name }) => name === "restored-0-pb-init");
    assert.equal(new Set(jobs.map(({ uid }) => uid)).size, 1);
  });

  it("leaves every other claim protected: that of the data, and one that the MariaDB owns by another name", async () => {
    const { api } = guarded();
    const { uid } = (await api.read(restored)).object.metadata;
    const owner = { apiVersion: operatorVersion, kind: "MariaDB", name: "restored", uid, controller: true };
    const owned = claim("restored-archive-staging");
    const { path, object } = owned;
    const made = await api.apply({
      ...owned,
      object: { ...object, metadata: { ...object.metadata, ownerReferences: [owner] }, spec: claimSpec },
    });
    assert.ok(made.status < 300, made.message);
    for (const kept of [claim("storage-restored-0"), owned]) {
      const { status, message } = await api.delete(kept, "dryRun=All");
      assert.equal(status, 403, `${path}: ${message}`);
    }
  });
});
