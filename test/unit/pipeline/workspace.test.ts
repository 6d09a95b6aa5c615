import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { prepareWorkspace } from "../../../pipeline/workspace";

describe("prepareWorkspace", () => {
  let folder: string;
  let projectDir: string;
  let workDir: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-workspace-"));
    projectDir = join(folder, "project");
    workDir = join(folder, "work");
    mkdirSync(projectDir);
    writeFileSync(join(projectDir, "Pulumi.yaml"), "name: databases\nruntime: nodejs\nmain: index.ts\n");
    writeFileSync(
      join(projectDir, "Pulumi.dev.yaml"),
      "config:\n  databases:path: a\n  databases:namespace: n\n",
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const prepare = (overrides: Record<string, string> = {}): Promise<string> =>
    prepareWorkspace({ projectDir, workDir, stack: "dev", overrides, backend: "file:///state" });
  const written = (name: string): Record<string, unknown> =>
    parse(readFileSync(join(workDir, name), "utf8")) as Record<string, unknown>;

  it("copies the committed configuration and replaces what the run replaces", async () => {
    assert.equal(await prepare({ path: "b", extra: "c" }), "databases");
    assert.deepEqual(written("Pulumi.dev.yaml").config, {
      "databases:path": "b",
      "databases:namespace": "n",
      "databases:extra": "c",
    });
  });

  it("writes a list as the list that the CLI checks for, and leaves to the CLI what is none", async () => {
    const declared = "config:\n  databases:\n    type: array\n    items:\n      type: object\n";
    writeFileSync(join(projectDir, "Pulumi.yaml"), `name: databases\nruntime: nodejs\n${declared}`);
    await prepare({ databases: '[{"name":"app"}]' });
    const config = (): unknown =>
      (written("Pulumi.dev.yaml").config as Record<string, unknown>)["databases:databases"];
    assert.deepEqual(config(), [{ name: "app" }]);
    await prepare({ databases: "app" });
    assert.equal(config(), "app");
  });

  it("writes an object as the object that the CLI checks for", async () => {
    const declared = "config:\n  charts:\n    type: object\n    default: {}\n";
    writeFileSync(join(projectDir, "Pulumi.yaml"), `name: databases\nruntime: nodejs\n${declared}`);
    await prepare({ charts: '{"argoCd":{"path":"charts/argo-cd"}}' });
    const { config } = written("Pulumi.dev.yaml") as { config: Record<string, unknown> };
    assert.deepEqual(config["databases:charts"], { argoCd: { path: "charts/argo-cd" } });
  });

  it("gives the copy its own backend and no program file", async () => {
    await prepare();
    assert.deepEqual(written("Pulumi.yaml").backend, { url: "file:///state" });
    assert.equal(written("Pulumi.yaml").main, undefined);
  });

  it("never writes into the checkout", async () => {
    const before = readFileSync(join(projectDir, "Pulumi.dev.yaml"), "utf8");
    await prepare({ path: "b" });
    assert.equal(readFileSync(join(projectDir, "Pulumi.dev.yaml"), "utf8"), before);
  });

  it("keeps the encryption salt that the CLI added, or the state's secrets could not be read again", async () => {
    await prepare();
    writeFileSync(join(workDir, "Pulumi.dev.yaml"), "encryptionsalt: v1:abc\nconfig: {}\n");
    await prepare();
    assert.equal(written("Pulumi.dev.yaml").encryptionsalt, "v1:abc");
  });

  it("drops a value that an earlier run replaced and this one does not", async () => {
    await prepare({ extra: "c" });
    await prepare();
    assert.equal((written("Pulumi.dev.yaml").config as Record<string, string>)["databases:extra"], undefined);
  });

  it("takes a stack without a file for one without configuration", async () => {
    await prepareWorkspace({ projectDir, workDir, stack: "new", overrides: {}, backend: "file:///state" });
    assert.deepEqual(written("Pulumi.new.yaml").config, {});
  });
});
