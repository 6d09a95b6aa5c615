import assert from "node:assert/strict";

import { confirmationAnnotations, type Confirmation } from "../../safety/confirmation";
import { confirmationLabel } from "../../safety/labels";
import { applying, applyPatch, dryRun, merged, mergePatch, type Answer } from "./guard/api";
import { useGuardedCluster } from "./guard/guarded-cluster";
import { things, type GuardedKind, type Thing } from "./guard/objects";
import { everyKind } from "./guard/every-kind";
import { harmless } from "./guard/harmless";
import { byKind } from "./guard/updates";

const kinds = Object.keys(things("")) as GuardedKind[];
const unconfirmed = (confirmation: Confirmation) => ({
  metadata: {
    labels: { [confirmationLabel]: null },
    annotations: { [confirmationAnnotations[confirmation]]: null },
  },
});

describe("the deletion guard in the API server", function () {
  this.timeout(180_000);
  const cluster = useGuardedCluster();
  const guarded = (kind: GuardedKind): Thing => cluster().things[kind];

  /** The same change by every kind of request that can make it. */
  async function sendAll(thing: Thing, patch: object, query = ""): Promise<Record<string, Answer>> {
    const { api } = cluster();
    const live = await api.read(thing);
    return {
      merge: await api.send("PATCH", `${thing.path}?${query}`, { body: patch, type: mergePatch }),
      apply: await api.send("PATCH", `${thing.path}?${applying}&${query}`, {
        body: merged(thing.object, patch) as object,
        type: applyPatch,
      }),
      put: await api.send("PUT", `${thing.path}?${query}`, { body: merged(live.object, patch) as object }),
    };
  }

  function refused({ status, message }: Answer, expected: RegExp, what: string): void {
    assert.equal(status, 403, `${what}: ${status} ${message}`);
    assert.match(message, expected, what);
  }

  describe("refuses", () => {
    for (const kind of kinds) {
      it(`to delete a ${kind}, alone or among others, and says how to confirm`, async () => {
        const { api } = cluster();
        const thing = guarded(kind);
        const { name, namespace } = thing.object.metadata;
        const answer = await api.delete(thing);
        refused(answer, /is protected, and its deletion is not confirmed/, kind);
        const place = namespace === undefined ? "" : ` --namespace ${namespace}`;
        const group = thing.object.apiVersion.includes("/")
          ? `.${thing.object.apiVersion.split("/")[0] ?? ""}`
          : "";
        const plural = thing.collection.split("/").at(-1) ?? "";
        const command = `mariadb-gitops confirm ${plural}${group}/${name}${place}`;
        assert.ok(answer.message.endsWith(command), answer.message);
        if (kind !== "Namespace") {
          const among = await api.send("DELETE", `${thing.collection}?fieldSelector=metadata.name%3D${name}`);
          refused(among, /is not confirmed/, kind);
        }
        assert.equal((await api.read(thing)).object.metadata.deletionTimestamp, undefined);
      });

      it(`every update that weakens a ${kind}, by patch, apply and replacement`, async () => {
        const thing = guarded(kind);
        for (const { what, patch, refusal } of [...everyKind, ...byKind[kind]]) {
          for (const [how, answer] of Object.entries(await sendAll(thing, patch))) {
            refused(answer, refusal, `${kind}, ${what}, ${how}`);
          }
        }
      });
    }

    it("an update that confirms itself", async () => {
      const { MariaDB } = cluster().things;
      const confirming = await cluster().confirmation(MariaDB, "weakening");
      const self = merged(confirming, { spec: { cleanupPolicy: "Delete" } }) as object;
      for (const answer of Object.values(await sendAll(MariaDB, self))) {
        refused(answer, /cleanupPolicy from Skip.*; its weakening is not confirmed/, "an update");
      }
    });
  });

  describe("lets pass", () => {
    it("what controllers, engines and people do every day, without a warning", async () => {
      for (const [kind, patches] of Object.entries(harmless)) {
        for (const patch of patches) {
          for (const [how, answer] of Object.entries(
            await sendAll(guarded(kind as GuardedKind), patch, dryRun),
          )) {
            const what = `${kind}, ${JSON.stringify(patch)}, ${how}`;
            assert.ok(answer.status < 300, `${what}: ${answer.status} ${answer.message}`);
            assert.deepEqual(answer.warnings, [], what);
          }
        }
      }
    });

    it("all of that, with a warning, when deletionProtection is off: the refusals were its own", async () => {
      cluster().deletionProtection = false;
      await cluster().update();
      const { api } = cluster();
      for (const kind of kinds) {
        const deletion = await api.delete(guarded(kind), dryRun);
        assert.equal(deletion.status, 200, `${kind}: ${deletion.message}`);
        assert.match(deletion.warnings.join(), /its deletion is not confirmed/);
        for (const { what, patch, refusal } of [...everyKind, ...byKind[kind]]) {
          const answer = await api.merge(guarded(kind), patch, dryRun);
          assert.equal(answer.status, 200, `${kind}, ${what}: ${answer.message}`);
          assert.match(answer.warnings.join(), refusal, `${kind}, ${what}`);
          const said = answer.warnings.join().match(/Validation failed/g) ?? [];
          assert.equal(said.length, 1, `${kind}, ${what}: ${answer.warnings.join()}`);
        }
      }
      cluster().deletionProtection = true;
      await cluster().update();
    });

    it("every update and the deletion of a confirmed object, and of no other", async () => {
      const { api, things } = cluster();
      for (const kind of kinds) {
        const thing = guarded(kind);
        await cluster().confirm(thing, "weakening");
        for (const { what, patch } of [...everyKind, ...byKind[kind]]) {
          const answer = await api.merge(thing, patch, dryRun);
          assert.equal(answer.status, 200, `${kind}, ${what}: ${answer.message}`);
          assert.deepEqual(answer.warnings, [], `${kind}, ${what}`);
        }
      }
      for (const kind of kinds) {
        refused(await api.delete(guarded(kind)), /its deletion is not confirmed/, `weakening of ${kind}`);
        await cluster().confirm(guarded(kind), "deletion");
      }
      for (const kind of kinds.filter((other) => other !== "Database")) {
        assert.equal((await api.delete(guarded(kind))).status, 200, kind);
      }
      // Withdrawn in time: its neighbours, which are gone by now, were confirmed too.
      await api.merge(things.Database, unconfirmed("deletion"));
      refused(await api.delete(things.Database), /is not confirmed/, "after the confirmation was withdrawn");
    });
  });
});
