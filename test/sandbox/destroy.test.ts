import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { deploy } from "../../pipeline/deploy";
import { destroy, ProtectedError } from "../../pipeline/destroy";
import type { DeployArgs } from "../../pipeline/operation";
import type { KubeObject } from "../../sandbox/cluster";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { clearPlatforms } from "../support/clear";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxWithArgoCd, type TestSandbox } from "../support/sandbox";

describe("destroy", function () {
  this.timeout(240_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    // The controller of Argo CD takes the finalizer off the AppProject.
    sandbox = await sandboxWithArgoCd();
    await clearPlatforms(sandbox.cluster);
    providers = await startStandInProviders();
  });
  after(async () => {
    await providers.close();
  });

  function argsOf(stack: string, overrides: Record<string, string> = {}): DeployArgs {
    const namespace = `destroyed-${stack}`;
    const replaced = { namespace, secretsBackend: "external-secrets", ...overrides };
    return deployment(sandbox, providers, { name: "destroy", stack, overrides: replaced });
  }

  const find = (
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<KubeObject | undefined> =>
    sandbox.cluster.read({
      apiVersion,
      kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    });
  const application = (stack: string): Promise<KubeObject | undefined> =>
    find("argoproj.io/v1alpha1", "Application", `mariadb-${stack}`, "argocd");

  describe("of dev", () => {
    let uid: string | undefined;

    it("removes what delivers, and keeps what holds data with its guard and its identity", async () => {
      await deploy(argsOf("dev"));
      uid = (await find("v1", "Namespace", "destroyed-dev"))?.metadata.uid;
      const { kept } = await destroy(argsOf("dev"));
      assert.ok(kept.some((resource) => resource.startsWith("kubernetes:core/v1:Namespace ")));
      assert.ok(kept.some((resource) => resource.includes(":ValidatingAdmissionPolicy ")));
      assert.equal(await application("dev"), undefined);
      assert.equal(await find("argoproj.io/v1alpha1", "AppProject", "mariadb-dev", "argocd"), undefined);
      assert.equal((await find("v1", "Namespace", "destroyed-dev"))?.metadata.uid, uid);
      assert.ok(await find("v1", "ServiceAccount", "mariadb-sync", "destroyed-dev"));
      assert.ok(await find("networking.k8s.io/v1", "NetworkPolicy", "mariadb-default-deny", "destroyed-dev"));
    });

    it("is undone by an update, which adopts what was kept", async () => {
      await deploy(argsOf("dev"));
      assert.equal((await find("v1", "Namespace", "destroyed-dev"))?.metadata.uid, uid);
      assert.ok(await application("dev"));
    });
  });

  describe("of production", () => {
    it("is refused, lists what holds it, and deletes nothing", async () => {
      await deploy(argsOf("production"));
      await assert.rejects(destroy(argsOf("production")), (error: unknown) => {
        assert.ok(error instanceof ProtectedError, String(error));
        for (const type of ["Namespace", "AppProject", "Application", "ValidatingAdmissionPolicy"]) {
          assert.ok(
            error.holders.some((holder) => holder.includes(`:${type} `)),
            type,
          );
        }
        assert.match(error.message, /pulumi config set deletionProtection false/);
        return true;
      });
      assert.ok(await application("production"));
    });

    it("goes through once the protection is lifted, and still keeps the data and what delivers it", async () => {
      const lifted = argsOf("production", { deletionProtection: "false" });
      await assert.rejects(deploy(lifted), /protect-production-data/);
      const policyPackConfig = join(lifted.workDir, "lifted.json");
      writeFileSync(policyPackConfig, JSON.stringify({ "protect-production-data": "advisory" }));
      await deploy({ ...lifted, policyPackConfig });
      const { kept } = await destroy(argsOf("production"));
      assert.ok(kept.some((resource) => resource.startsWith("kubernetes:core/v1:Namespace ")));
      assert.ok(await find("v1", "Namespace", "destroyed-production"));
      // Kept on destroy in production: without its Application nobody would see the database drift.
      assert.ok(await application("production"));
    });
  });

  describe("of dev with passwords that Pulumi made", () => {
    it("keeps them, and an update afterwards takes them back unchanged", async () => {
      await clearPlatforms(sandbox.cluster);
      const overrides = { namespace: "destroyed-passwords" };
      const args = deployment(sandbox, providers, { name: "destroy-passwords", stack: "dev", overrides });
      const held = async (): Promise<Held[]> =>
        Promise.all(
          ["mariadb-root", "mariadb-app"].map(async (name) => {
            const secret = await find("v1", "Secret", name, "destroyed-passwords");
            return { uid: secret?.metadata.uid, data: secret?.data };
          }),
        );
      await deploy(args);
      const before = await held();
      assert.ok(before.every(({ uid, data }) => uid !== undefined && data !== undefined));
      await destroy(args);
      assert.deepEqual(await held(), before);
      await deploy(args);
      assert.deepEqual(await held(), before);
    });
  });

  it("does not create a stack only to destroy it", async () => {
    const args = deployment(sandbox, providers, { name: "destroy-nothing", stack: "staging" });
    await assert.rejects(destroy(args), /no stack named|not found/);
  });
});

/** What identifies a Secret and what it holds. */
interface Held {
  readonly uid: string | undefined;
  readonly data: unknown;
}
