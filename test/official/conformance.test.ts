import assert from "node:assert/strict";
import { delimiter, dirname } from "node:path";

import { deploy, preview } from "../../pipeline/deploy";
import type { DeployArgs } from "../../pipeline/operation";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { attachedEnv } from "../../sandbox/pulumi";
import { clearPlatforms } from "../support/clear";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";
import { needPart } from "../support/shared";

/**
 * The stand-in of the Kubernetes provider against the official one, on one cluster and one state: what either of them
 * registered, the other has to find as it would have registered it itself.
 */
describe("the stand-in of the Kubernetes provider", function () {
  this.timeout(300_000);

  let sandbox: TestSandbox;
  let official: string;
  let all: StandInProviders;
  let others: StandInProviders;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    official = await needPart(this, "pulumi-resource-kubernetes");
    sandbox = await sandboxForTests();
    all = await startStandInProviders();
    others = await startStandInProviders({ plugins: ["random", "tls"] });
  });
  after(async () => {
    for (const providers of [all, others] as (StandInProviders | undefined)[]) {
      await providers?.close();
    }
  });

  const args = (name: string, stack: string): Record<"stand-in" | "official", DeployArgs> => {
    const overrides = { namespace: `${name}-${stack}` };
    const standIn = deployment(sandbox, all, { name, stack, overrides });
    const PATH = [dirname(official), standIn.env.PATH ?? ""].join(delimiter);
    return {
      "stand-in": standIn,
      official: { ...standIn, env: { ...standIn.env, ...attachedEnv(others), PATH } },
    };
  };

  for (const stack of ["dev", "production"]) {
    for (const [first, second] of [
      ["stand-in", "official"],
      ["official", "stand-in"],
    ] as const) {
      it(`leaves ${second} nothing to change in ${stack} after ${first}`, async () => {
        await clearPlatforms(sandbox.cluster);
        const by = args(`conformance-${first}`, stack);
        const made = await deploy(by[first]);
        assert.deepEqual([made.policiesFailed, made.violations], [[], []]);
        const seen = await preview(by[second]);
        // Existing installations are read in every preview.
        const { read, same, ...changed } = seen.changes ?? { lost: 1 };
        assert.deepEqual(changed, {}, JSON.stringify({ read, same }));
      });
    }
  }

  it("is told from the official one by nothing that a first preview shows", async () => {
    await clearPlatforms(sandbox.cluster);
    const by = args("conformance-preview", "staging");
    const [standIn, other] = [await preview(by["stand-in"]), await preview(by.official)];
    assert.deepEqual(standIn.changes, other.changes);
    assert.deepEqual(standIn.components, other.components);
  });
});
