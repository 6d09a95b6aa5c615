import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { parseAllDocuments } from "yaml";

import { sandboxContext } from "../../sandbox/ground/layout";
import { waitFor } from "../../sandbox/ground/wait";
import { buildMinutes, ownSandbox, type OwnSandbox } from "../support/sandbox";
import { needShared } from "../support/shared";
import { dryRun, GuardApi } from "./guard/api";
import { harmless } from "./guard/harmless";
import { InstalledGuard } from "./guard/installed";
import { homes, operatorKinds, thing, things, type GuardedKind, type Thing } from "./guard/objects";
import { byKind } from "./guard/updates";

describe("the deletion guard over the operator's own CRDs, with their defaults", function () {
  this.timeout(120_000);
  let own: OwnSandbox | undefined;
  let guard: InstalledGuard;
  const made = things(homes.named);

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    const file = needShared(this, "crds", "mariadb-operator.yaml");
    own = await ownSandbox();
    const api = new GuardApi(own.kubeconfig, sandboxContext);
    guard = new InstalledGuard(api, { environment: "staging", namespaces: [homes.named] });
    const definitions = parseAllDocuments(readFileSync(file, "utf8"))
      .map((document) => document.toJS() as Thing["object"] | null)
      .filter((definition) => definition !== null);
    for (const definition of definitions) {
      await guard.create(thing("apiextensions.k8s.io/v1", "customresourcedefinitions", definition));
    }
    await guard.install();
    // Served once the API server has read the definition: this field has a default there and not in the sandbox's.
    await waitFor(
      "the default of a Database",
      async () => {
        const { object } = await api.send("POST", `${made.User.collection}?${dryRun}`, {
          body: made.User.object,
        });
        return (object.spec as { maxUserConnections?: number } | undefined)?.maxUserConnections === 10;
      },
      { seconds: 60 },
    );
    await guard.create(...operatorKinds.map((kind) => made[kind]));
    const conditions = [
      {
        type: "Ready",
        status: "True",
        reason: "Ready",
        message: "",
        lastTransitionTime: "2026-01-01T00:00:00Z",
      },
    ];
    const { MariaDB } = made;
    const { status } = await api.merge(
      { ...MariaDB, path: `${MariaDB.path}/status` },
      { status: { conditions } },
    );
    assert.equal(status, 200);
  });
  after(async () => {
    await own?.end();
  });

  for (const kind of operatorKinds) {
    it(`${kind}: refuses what weakens it, and lets pass what people and the operator do`, async () => {
      for (const { what, patch, refusal } of byKind[kind]) {
        const { status, message } = await guard.api.merge(made[kind], patch, dryRun);
        assert.equal(status, 403, `${what}: ${status} ${message}`);
        assert.match(message, refusal, what);
      }
      for (const patch of harmless[kind as GuardedKind] ?? []) {
        const { status, message, warnings } = await guard.api.merge(made[kind], patch, dryRun);
        assert.equal(status, 200, `${JSON.stringify(patch)}: ${message}`);
        assert.deepEqual(warnings, []);
      }
    });
  }
});
