import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as k8s from "@pulumi/kubernetes";

import { applicationManifest } from "../../components/delivery/database-application";
import { Environment } from "../../components/environments";
import { preview } from "../../pipeline/deploy";
import { DeployError } from "../../pipeline/operation";
import { policyRules } from "../../policy/levels";
import { covers } from "../../safety";
import type { Report } from "../../pipeline/report";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";

type Spec = Record<string, unknown>;

/** The Application that the components register in production, which no rule objects to. */
const safe = applicationManifest({
  name: "database",
  argocdNamespace: "argocd",
  labels: {},
  wave: 0,
  project: "mariadb-production",
  repositoryUrl: "https://example.com/databases.git",
  path: "gitops/overlays/production",
  targetRevision: "v1.2.3",
  destination: { server: "https://kubernetes.default.svc", namespace: "mariadb-production" },
  automated: false,
  selfHeal: false,
}).spec as Spec;

const automated = (flags: object): Spec => ({
  syncPolicy: {
    ...(safe.syncPolicy as object),
    automated: { enabled: true, prune: false, selfHeal: false, allowEmpty: false, ...flags },
  },
});

describe("the policy pack in the real engine", function () {
  this.timeout(120_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  let folder: string;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxForTests();
    providers = await startStandInProviders();
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-policies-"));
  });
  after(async () => {
    await providers.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Previews a program with one Application, under the pack. */
  async function previewApplication(
    stack: string,
    spec: Spec,
    metadata: object,
    levels?: object,
    overrides?: Record<string, string>,
  ): Promise<Report> {
    const program = (): void => {
      const provider = new k8s.Provider("cluster", {
        kubeconfig: sandbox.kubeconfig,
        context: sandbox.context,
      });
      new k8s.apiextensions.CustomResource(
        "database",
        {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "Application",
          metadata: { name: "database", namespace: "argocd", ...metadata },
          spec: { ...safe, ...spec },
        },
        { provider, protect: stack === "production" },
      );
    };
    const args = deployment(sandbox, providers, {
      name: `policies-${stack}`,
      stack,
      ...(overrides === undefined ? {} : { overrides }),
    });
    const config = join(folder, "levels.json");
    writeFileSync(config, JSON.stringify(levels ?? {}));
    return preview({
      ...args,
      program,
      ...(levels === undefined ? {} : { policyPackConfig: config }),
    });
  }

  it("lets a safe program pass, and says which policies it passed", async () => {
    const { policiesPassed, policiesFailed, violations } = await previewApplication("production", {}, {});
    assert.deepEqual(violations, []);
    assert.deepEqual(policiesFailed, []);
    // The others say that they do not apply to an Application.
    const about = policyRules.filter((rule) => covers(rule, "argoproj.io/v1alpha1", "Application"));
    assert.ok(about.length > 7);
    for (const { id } of about) {
      assert.ok(policiesPassed.includes(id), id);
    }
  });

  describe("of a stack that is called flux", () => {
    /** Syncs by itself and follows a branch, which dev may and production may not. */
    const ofDev = {
      ...automated({ selfHeal: false }),
      source: { ...(safe.source as object), targetRevision: "main" },
    };

    it("judges it as the environment that its configuration sets", async () => {
      const overrides = { environment: Environment.Dev };
      const { violations } = await previewApplication("flux", ofDev, {}, undefined, overrides);
      assert.deepEqual(violations, []);
    });

    it("judges it as production without one, and says so in each finding", async () => {
      await assert.rejects(previewApplication("flux", ofDev, {}), (error: unknown) => {
        assert.ok(error instanceof DeployError, String(error));
        const { violations } = error.report;
        assert.deepEqual(violations.map(({ policy, level }) => `${policy} ${level}`).sort(), [
          "pinned-revision mandatory",
          "prod-manual-sync mandatory",
          "protect-production-data mandatory",
        ]);
        for (const { message } of violations) {
          assert.match(message, /judged as production, because the stack "flux" is not named dev/);
        }
        return true;
      });
    });
  });

  const unsafe: [rule: string, stack: string, spec: Spec, metadata?: object, levels?: object][] = [
    ["db-app-no-prune", "dev", automated({ prune: true })],
    [
      "db-app-no-cascade-finalizer",
      "production",
      {},
      { finalizers: ["resources-finalizer.argocd.argoproj.io/background"] },
    ],
    ["prod-manual-sync", "production", automated({ selfHeal: false })],
    // Advisory by default: a pipeline that wants more raises the level in the pack's configuration.
    [
      "staging-no-selfheal",
      "staging",
      automated({ selfHeal: true }),
      {},
      { "staging-no-selfheal": { enforcementLevel: "mandatory" } },
    ],
    ["allow-empty-false", "dev", automated({ allowEmpty: true })],
    ["pinned-revision", "staging", { source: { ...(safe.source as object), targetRevision: "main" } }],
    ["project-required", "dev", { project: "default" }],
  ];
  for (const [rule, stack, spec, metadata, levels] of unsafe) {
    it(`refuses what breaks ${rule} before anything is changed`, async () => {
      await assert.rejects(previewApplication(stack, spec, metadata ?? {}, levels), (error: unknown) => {
        assert.ok(error instanceof DeployError, String(error));
        const mandatory = error.report.violations.filter(({ level }) => level === "mandatory");
        assert.ok(
          mandatory.some(({ policy }) => policy === rule),
          error.message,
        );
        return true;
      });
    });
  }
});
