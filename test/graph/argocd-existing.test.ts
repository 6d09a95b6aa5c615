import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ArgoCd, type ArgoCdArgs } from "../../components/engine/argocd";
import { weakSettings } from "../../components/engine/argocd-existing";
import { EngineProtection } from "../../components/engine/argocd-version";
import { Installation } from "../../components/installation";
import { recordGraph, unknownPaths, only, type Registration } from "../support/graph";

/** Settings under which nothing is to be warned about. */
const safe = { "application.sync.impersonation.enabled": "true" };

/** A program with something that Argo CD has to be there for, on a cluster whose `argocd-cm` carries these labels. */
async function deliver(
  args: ArgoCdArgs,
  labels?: Record<string, string>,
  preview = false,
  record: Registration[] = [],
): Promise<Registration[]> {
  return recordGraph(
    () => {
      const { namespace, version } = new ArgoCd("argocd", { installation: Installation.Existing, ...args });
      // One needs the namespace only: it has to wait for the judgement of the version all the same.
      const delivered = new k8s.core.v1.ConfigMap("delivered", { metadata: { namespace } });
      return { id: delivered.id, version };
    },
    { preview, record, outputs: () => (labels === undefined ? {} : { metadata: { labels }, data: safe }) },
  );
}

/** Expects that nothing is delivered, and that the error says why. */
async function refuses(message: RegExp, args: ArgoCdArgs, labels: Record<string, string>): Promise<void> {
  const record: Registration[] = [];
  await assert.rejects(deliver(args, labels, false, record), message);
  assert.deepEqual(
    record.filter(({ name }) => name === "delivered"),
    [],
  );
}

const label = (version: string) => ({ "app.kubernetes.io/version": version });
const both = [EngineProtection.AppLevelOptions, EngineProtection.ImpersonatedUiDeletes];

describe("ArgoCd, existing", () => {
  it("registers nothing but itself", async () => {
    const graph = await deliver({}, label("v3.5.7"));
    assert.deepEqual(
      graph.map(({ type }) => type),
      ["mariadb-gitops:index:ArgoCd", "kubernetes:core/v1:ConfigMap"],
    );
  });

  it("hands on its namespace, its version and whether it impersonates", async () => {
    const found: unknown[] = [];
    const program = (args: ArgoCdArgs) => async (): Promise<unknown> =>
      recordGraph(
        () => {
          const argocd = new ArgoCd("argocd", { installation: Installation.Existing, ...args });
          pulumi.all([argocd.namespace, argocd.version, argocd.impersonates]).apply((all) => found.push(all));
        },
        { outputs: () => ({ metadata: { labels: label("v3.5.7") }, data: safe }) },
      );
    await program({ namespace: "gitops" })();
    await program({ version: "3.4.13" })();
    assert.deepEqual(found, [
      ["gitops", "v3.5.7", true],
      ["argocd", "v3.4.13", true],
    ]);
  });

  it("keeps its namespace known in a preview that cannot read the cluster", async () => {
    const { inputs } = only(await deliver({}, undefined, true), "kubernetes:core/v1:ConfigMap");
    assert.ok(!unknownPaths(inputs).includes("metadata.namespace"));
  });

  for (const version of ["v3.4.0", "3.4.13", "v3.5.0-rc1", "v4.0.0", "v3.10.1"]) {
    it(`delivers through ${version}`, async () => {
      assert.equal((await deliver({}, label(version))).length, 2);
      assert.equal((await deliver({ version })).length, 2);
    });
  }

  it("delivers nothing through an Argo CD that ignores Prune=false on Applications", async () => {
    for (const version of ["v3.3.18", "2.14.0"]) {
      const message = new RegExp(`Argo CD is ${version}, but app-level-options needs Argo CD 3.4`);
      await refuses(message, {}, label(version));
      await assert.rejects(deliver({ version }), message);
    }
  });

  it("delivers nothing where a protection was asked for that the version lacks", async () => {
    const args = { requiredProtections: both };
    await refuses(/impersonated-ui-deletes needs Argo CD 3\.5/, args, label("v3.4.13"));
    assert.equal((await deliver(args, label("v3.5.0"))).length, 2);
  });

  it("delivers nothing where a protection was asked for and the version is unknown", async () => {
    const args = { requiredProtections: both };
    for (const labels of [{}, label("latest")]) {
      await refuses(/version of the existing Argo CD is unknown.*Set its version in `version`/, args, labels);
    }
    assert.equal((await deliver({ ...args, version: "v3.5.7" })).length, 2);
  });

  it("warns, and goes on, where nobody asked and the version is unknown", async () => {
    assert.equal((await deliver({}, {})).length, 2);
  });

  it("knows which settings of the owner leave databases less safe", () => {
    assert.deepEqual(weakSettings(safe), []);
    assert.match(weakSettings({}).join(), /does not enforce impersonation/);
    const optional = { ...safe, "application.sync.impersonation.enforced": "false" };
    assert.match(weakSettings(optional).join(), /does not enforce impersonation/);
    assert.match(
      weakSettings({ ...safe, "application.resourceTrackingMethod": "label" }).join(),
      /tracks by label/,
    );
  });

  it("refuses arguments that only the owner of the installation can honour", async () => {
    await assert.rejects(
      deliver({ highAvailability: true, localAdmin: false, webhookSecrets: { github: "x" } }),
      /highAvailability, localAdmin, webhookSecrets cannot change an existing installation/,
    );
    await assert.rejects(
      deliver({ version: "newest" }),
      /version is "newest"; set a version such as v3\.5\.7/,
    );
  });
});
