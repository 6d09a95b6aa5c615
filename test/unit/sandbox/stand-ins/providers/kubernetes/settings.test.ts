import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  checkSettings,
  diffSettings,
  readSettings,
} from "../../../../../../sandbox/stand-ins/providers/kubernetes/settings";
import { unknown, type OpenObject } from "../../../../../../sandbox/stand-ins/providers/values";

function kubeconfig(server: string, more = ""): string {
  return `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${server}"}}, {name: d, cluster: {server: "https://127.0.0.1:9"}}]
users: [{name: u, user: {token: hunter2-token}}]
contexts:
- {name: one, context: {cluster: c, user: u, namespace: of-context}}
- {name: two, context: {cluster: d, user: u}}
- {name: broken, context: {cluster: absent, user: u}}
current-context: one
${more}`;
}

const first = kubeconfig("https://127.0.0.1:1");

describe("provider settings", () => {
  let directory: string;
  let file: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "settings-test-"));
    file = join(directory, "kubeconfig");
    writeFileSync(file, first);
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const serverOf = (inputs: OpenObject): string | undefined =>
    readSettings(inputs, undefined).kubeConfig.getCurrentCluster()?.server;

  it("take the kubeconfig as a path or as contents", () => {
    assert.equal(serverOf({ kubeconfig: file }), "https://127.0.0.1:1");
    assert.equal(serverOf({ kubeconfig: first }), "https://127.0.0.1:1");
    assert.equal(readSettings({}, file).kubeConfig.getCurrentCluster()?.server, "https://127.0.0.1:1");
  });

  it("take the context and the namespace", () => {
    assert.equal(serverOf({ kubeconfig: file, context: "two" }), "https://127.0.0.1:9");
    assert.equal(readSettings({ kubeconfig: file }, undefined).namespace, "of-context");
    assert.equal(readSettings({ kubeconfig: file, context: "two" }, undefined).namespace, "default");
    assert.equal(readSettings({ kubeconfig: file, namespace: "own" }, undefined).namespace, "own");
  });

  it("take booleans as the SDK sends them", () => {
    const settings = readSettings(
      { kubeconfig: file, enableSecretMutable: "true", enablePatchForce: "false" },
      undefined,
    );
    assert.equal(settings.mutability.secrets, true);
    assert.equal(settings.mutability.configMaps, false);
    assert.equal(settings.patchForce, false);
    assert.equal(settings.upsert, false);
  });

  it("never guess a cluster, and never quote the kubeconfig", () => {
    const refusals: [OpenObject, RegExp][] = [
      [{ kubeconfig: join(directory, "absent") }, /neither the path .* nor the contents/],
      [{ kubeconfig: "users: [{token: hunter2-token" }, /neither the path .* nor the contents/],
      [{ kubeconfig: file, context: "absent" }, /no context named absent/],
      [{ kubeconfig: file, context: "broken" }, /names no cluster/],
    ];
    for (const [inputs, expected] of refusals) {
      assert.throws(
        () => readSettings(inputs, undefined),
        (error: Error) => expected.test(error.message) && !error.message.includes("hunter2"),
      );
    }
    assert.throws(() => readSettings({}, join(directory, "absent")), /names none/);
  });

  it("refuse what changes the cluster or the state and what they do not know", () => {
    const refused = (inputs: OpenObject): string[] =>
      checkSettings(inputs).map((failure) => failure.property);
    const harmless = {
      version: "4.0.0",
      kubeconfig: unknown,
      suppressHelmHookWarnings: "true",
      __internal: {},
    };
    assert.deepEqual(refused({ ...harmless, enableServerSideApply: "true", deleteUnreachable: "false" }), []);
    assert.deepEqual(
      refused({
        renderYamlToDirectory: "out",
        enableServerSideApply: "false",
        deleteUnreachable: "true",
        cluster: "c",
      }),
      ["renderYamlToDirectory", "enableServerSideApply", "deleteUnreachable", "cluster"],
    );
    assert.throws(() => readSettings({ kubeconfig: file, cluster: "c" }, undefined), /setting cluster/);
  });
});

describe("changed provider settings", () => {
  const replaced = (olds: OpenObject, news: OpenObject): string[] =>
    diffSettings(olds, news).changes.map(
      (change) => `${change.replace ? "replace" : "update"} ${change.path}`,
    );

  it("replace the provider when they point to another cluster", () => {
    const other = kubeconfig("https://127.0.0.1:2");
    assert.deepEqual(replaced({ kubeconfig: first }, { kubeconfig: other }), ["replace kubeconfig"]);
    assert.deepEqual(replaced({ kubeconfig: first }, { kubeconfig: first, context: "two" }), [
      "replace context",
    ]);
    assert.deepEqual(replaced({ kubeconfig: first }, { kubeconfig: unknown }), ["replace kubeconfig"]);
  });

  it("update it when the cluster is the same", () => {
    const again = kubeconfig("https://127.0.0.1:1", "# another token\n");
    assert.deepEqual(replaced({ kubeconfig: first }, { kubeconfig: again }), ["update kubeconfig"]);
    assert.deepEqual(replaced({ kubeconfig: first }, { kubeconfig: first, namespace: "n" }), [
      "update namespace",
    ]);
    assert.deepEqual(replaced({ kubeconfig: first }, { kubeconfig: first }), []);
  });

  it("go by clusterIdentifier when both name one", () => {
    const other = kubeconfig("https://127.0.0.1:2");
    const named = (identifier: string, config: string): OpenObject => ({
      kubeconfig: config,
      clusterIdentifier: identifier,
    });
    assert.deepEqual(replaced(named("a", first), named("a", other)), ["update kubeconfig"]);
    assert.deepEqual(replaced(named("a", first), named("b", first)), ["replace clusterIdentifier"]);
  });
});
