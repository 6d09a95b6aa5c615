import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FluxSize, fluxInstanceManifest } from "../../components/engine/flux-manifest";
import { whoMay } from "../../safety/access";
import type { Value } from "../../safety";
import { label } from "../../safety/labels";
import { identityOf } from "../../safety/objects";
import { Problem } from "../../sandbox/ground/problem";
import { moduleDir, shippedFile } from "../../sandbox/tools/files";
import { needRenderer, renderOverlay } from "../support/kustomize";
import { field } from "../support/manifest";
import { skip } from "../support/skip";

const instance = fluxInstanceManifest({
  namespace: "flux-system",
  registry: "ghcr.io/fluxcd",
  imagePullSecrets: ["registry-login"],
  reconcileInterval: "1h",
  networkPolicy: true,
  size: FluxSize.Small,
  storage: { storageClassName: "premium-ssd", size: "10Gi" },
});

describe("the patches of Flux's controllers", function () {
  this.timeout(120_000);

  /** What the controllers are started with after kustomize applied the patches, by the name of the Deployment. */
  async function argumentsAfter(context: Mocha.Context, patches: string): Promise<Record<string, string[]>> {
    needRenderer(context);
    const folder = mkdtempSync(join(tmpdir(), "flux-patches-"));
    try {
      for (const name of ["kustomize", "helm", "notification", "source"] as const) {
        const shipped = shippedFile("flux", `config/data/flux/v2.9.5/${name}-controller.yaml`);
        const file = await available(context, shipped);
        writeFileSync(join(folder, `${name}.yaml`), readFileSync(file));
      }
      const resources = "resources: [kustomize.yaml, helm.yaml, notification.yaml, source.yaml]\n";
      writeFileSync(join(folder, "kustomization.yaml"), `${resources}patches:\n${patches}`);
      const deployments = renderOverlay(folder).filter(({ kind }) => kind === "Deployment");
      return Object.fromEntries(
        deployments.map(({ metadata, spec }) => [
          metadata.name,
          field(spec, "template", "spec", "containers", "0", "args") as string[],
        ]),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("reach the real kustomize-controller, and only that one", async function () {
    const { patches } = instance.spec.kustomize;
    const text = patches.map((patch) => `- ${JSON.stringify(patch)}\n`).join("");
    const found = await argumentsAfter(this, text);
    const gate = "--feature-gates=CancelHealthCheckOnNewRevision=true";
    assert.ok(found["kustomize-controller"]?.includes(gate));
    assert.ok(!found["helm-controller"]?.includes(gate));
  });

  it("keep the deletion of deliveries out of Kubernetes' own role edit, and nothing else", async function () {
    needRenderer(this);
    const rbac = await available(this, shippedFile("flux", "config/data/flux/v2.9.5/rbac.yaml"));
    const folder = mkdtempSync(join(tmpdir(), "flux-patches-"));
    try {
      // As the operator builds it: the roles in a folder of their own, with a suffix to their names.
      mkdirSync(join(folder, "roles"));
      writeFileSync(join(folder, "roles/rbac.yaml"), readFileSync(rbac));
      writeFileSync(
        join(folder, "roles/kustomization.yaml"),
        "resources: [rbac.yaml]\nnameSuffix: -flux-system\n",
      );
      const [, noEditing] = instance.spec.kustomize.patches;
      const rendered = (patches: string): Value[] => {
        writeFileSync(join(folder, "kustomization.yaml"), `resources: [roles]\npatches:\n${patches}`);
        return renderOverlay(folder) as unknown as Value[];
      };
      assert.equal(whoMay(rendered(""), []).aggregated.length, 2);
      const objects = rendered(`- ${JSON.stringify(noEditing)}\n`);
      assert.deepEqual(whoMay(objects, []).aggregated, []);
      const labels = objects
        .filter((object) => identityOf(object).name.startsWith("flux-view"))
        .map((object) => label(object, "rbac.authorization.k8s.io/aggregate-to-edit").state);
      assert.deepEqual(labels, ["known"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of the operator's own multi-tenancy are the lockdown that the components rely on", async function () {
    const module = moduleDir("flux", "github.com/controlplaneio-fluxcd/flux-operator");
    const operator = await available(this, module);
    const profiles = readFileSync(join(operator, "internal/builder/profiles.go"), "utf8");
    const profile = /const profileClusterMultitenant = `\n([^`]*)`/.exec(profiles)?.[1] ?? "";
    const found = await argumentsAfter(this, profile.replace("%s", "default"));
    const lockdown = ["--no-cross-namespace-refs=true", "--no-remote-bases=true"];
    for (const flag of [...lockdown, "--default-service-account=default"]) {
      assert.ok(found["kustomize-controller"]?.includes(flag), flag);
    }
    assert.ok(found["helm-controller"]?.includes("--default-service-account=default"));
    assert.ok(found["notification-controller"]?.includes("--no-cross-namespace-refs=true"));
  });
});

/** Skips the test, and says why, on a machine that can get the file neither with Go nor from the internet. */
async function available(context: Mocha.Context, path: Promise<string>): Promise<string> {
  try {
    return await path;
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    return skip(context, `${error.what}, ${error.why}`);
  }
}
