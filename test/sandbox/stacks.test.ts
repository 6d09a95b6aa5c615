import assert from "node:assert/strict";

import { Engine } from "../../components/engine/engine";
import { Environment } from "../../components/environments";
import { deploy, type DeployReport } from "../../pipeline/deploy";
import { unchanged } from "../../pipeline/report";
import { requireFluxFiles } from "../../sandbox/cluster";
import { installFlux } from "../../sandbox/stand-ins";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { lineProgress } from "../../sandbox/ground/progress";
import { clearPlatforms } from "../support/clear";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";

describe("every stack on every engine", function () {
  this.timeout(240_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxForTests();
    providers = await startStandInProviders();
    const { signal } = new AbortController();
    await installFlux(sandbox.cluster, await requireFluxFiles(lineProgress(), signal), signal);
  });
  after(async () => {
    await providers.close();
  });

  /** Updates a stack, in namespaces of its own so that no other test sees it. */
  function update(engine: Engine, stack: Environment): Promise<DeployReport> {
    const overrides = { engine, namespace: `${engine}-${stack}` };
    return deploy(deployment(sandbox, providers, { name: `stacks-${engine}`, stack, overrides }));
  }

  for (const engine of Object.values(Engine)) {
    it(`makes room for ${engine}: one cluster has one platform for each environment`, async () => {
      await clearPlatforms(sandbox.cluster);
    });

    for (const stack of Object.values(Environment)) {
      it(`registers ${stack} on ${engine}, accepted by the API server and by every policy`, async () => {
        const { policiesFailed, violations, outputs } = await update(engine, stack);
        assert.deepEqual([policiesFailed, violations], [[], []]);
        assert.equal(outputs.namespace, `${engine}-${stack}`);
        assert.deepEqual(outputs.applications, [`mariadb-${stack}`]);
      });

      it(`changes nothing in a second update of ${stack} on ${engine}`, async () => {
        const report = await update(engine, stack);
        assert.ok(unchanged(report), JSON.stringify(report.changes));
      });
    }
  }

  it("says what is known about each layer of protection", async () => {
    const { outputs } = await update(Engine.Flux, Environment.Dev);
    const layers = outputs.protection as { layer: string; state: string }[];
    assert.deepEqual(
      layers.map(({ layer, state }) => `${layer}: ${state}`),
      [
        "kept on destroy: registered",
        "storage: expected",
        "operator: expected",
        "object settings: expected",
        "engine settings: registered",
        "engine identity: registered",
        "deletion guard: registered",
        "pulumi protect: off",
      ],
    );
  });
});
