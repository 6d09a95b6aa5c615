import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { stringify } from "yaml";

import { Environment } from "../../components/environments";
import { preview } from "../../pipeline/deploy";
import { openStack, selectStack } from "../../pipeline/operation";
import { urnType } from "../../pipeline/report";
import type { KubeObject } from "../../sandbox/cluster";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { clearPlatforms } from "../support/clear";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";
import { carriesData, committedState, statePassphrase, type StateResource } from "../support/states";

describe("an upgrade from version 0.1.0 in the real engine", function () {
  this.timeout(240_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxForTests();
    await clearPlatforms(sandbox.cluster);
    providers = await startStandInProviders();
  });
  after(async () => {
    await providers.close();
  });

  for (const stack of [Environment.Staging, Environment.Production]) {
    it(`replaces and deletes nothing in ${stack}`, async () => {
      const { kubeconfig, context } = sandbox;
      const { deployment: before, version } = committedState(`0.1.0-${stack}`, { kubeconfig, context });
      const args = deployment(sandbox, providers, { name: `upgrade-${stack}`, stack });
      args.env = { ...args.env, PULUMI_CONFIG_PASSPHRASE: statePassphrase() };
      mkdirSync(args.workDir, { recursive: true });
      // The state's secrets open with the salt that is in the stack's file.
      const { salt } = before.secrets_providers.state;
      writeFileSync(join(args.workDir, `Pulumi.${stack}.yaml`), stringify({ encryptionsalt: salt }));
      await openStack(args);
      await (await selectStack(args)).importStack({ version, deployment: before });
      await restore(before.resources);

      const steps: { op: string; type: string }[] = [];
      await preview({
        ...args,
        onEvent: ({ resourcePreEvent }) => {
          const { op = "unknown", urn = "" } = resourcePreEvent?.metadata ?? {};
          if (resourcePreEvent !== undefined) {
            steps.push({ op, type: urnType(urn) });
          }
        },
      });
      const carriers = steps.filter(({ type }) => carriesData(type));
      assert.ok(carriers.some(({ type }) => type === "kubernetes:core/v1:Namespace"));
      assert.deepEqual(
        carriers.filter(({ op }) => !["same", "update", "create"].includes(op)),
        [],
      );
      const untouched = before.resources.filter(({ type }) => carriesData(type)).length;
      assert.equal(carriers.filter(({ op }) => op !== "create").length, untouched);
    });
  }

  /** Puts the objects of the state back into the cluster, as the earlier version had applied them. */
  async function restore(resources: readonly StateResource[]): Promise<void> {
    for (const { type, outputs } of resources) {
      if (carriesData(type) && type.startsWith("kubernetes:")) {
        const { __inputs, __fieldManager } = outputs as { __inputs: KubeObject; __fieldManager: string };
        await sandbox.cluster.apply(__inputs, __fieldManager);
      }
    }
  }
});
