import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { gitopsDirectory, needRenderer, renderers, renderOverlay } from "../../support/kustomize";
import { skipNotes } from "../../support/skip";

describe("renderOverlay", () => {
  let directory: string;

  before(function () {
    needRenderer(this);
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "overlay-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("takes a warning for an error, so that no deprecated field comes in", () => {
    writeFileSync(
      join(directory, "kustomization.yaml"),
      "configMapGenerator: [{ name: x, literals: [a=b] }]\ncommonLabels: { a: b }\n",
    );
    assert.throws(() => renderOverlay(directory), /commonLabels/);
  });

  it("passes on what the renderer says about a directory that it cannot render", () => {
    assert.throws(() => renderOverlay(directory), /kustomization/);
  });

  it("says what to install when there is no renderer", () => {
    const { PATH, KUSTOMIZE } = process.env;
    process.env.PATH = directory;
    delete process.env.KUSTOMIZE;
    try {
      assert.throws(() => renderOverlay(gitopsDirectory), /Neither kustomize nor kubectl.*install one/);
    } finally {
      process.env.PATH = PATH;
      if (KUSTOMIZE !== undefined) {
        process.env.KUSTOMIZE = KUSTOMIZE;
      }
    }
  });

  it("refuses a KUSTOMIZE that cannot be executed", () => {
    const named = join(directory, "kustomize");
    assert.throws(() => renderers({ KUSTOMIZE: named }), /cannot be executed/);
    writeFileSync(named, "", { mode: 0o755 });
    assert.deepEqual(renderers({ KUSTOMIZE: named }), [{ command: named, args: ["build"] }]);
  });

  it("finds both renderers on PATH and calls each in its own way", () => {
    for (const name of ["kustomize", "kubectl"]) {
      writeFileSync(join(directory, name), "", { mode: 0o755 });
    }
    assert.deepEqual(
      renderers({ PATH: directory }).map(({ command, args }) => [basename(command), ...args]),
      [
        ["kustomize", "build"],
        ["kubectl", "kustomize"],
      ],
    );
  });

  it("fails in CI and skips, with the reason, elsewhere when there is no renderer", () => {
    let skipped = 0;
    const context = { skip: () => (skipped += 1) } as unknown as Mocha.Context;
    assert.throws(() => {
      needRenderer(context, { PATH: directory, CI: "true" });
    }, /Neither kustomize nor kubectl/);
    assert.equal(skipped, 0);

    const notes = process.env[skipNotes];
    process.env[skipNotes] = join(directory, "notes");
    try {
      needRenderer(context, { PATH: directory });
    } finally {
      process.env[skipNotes] = notes;
    }
    assert.equal(skipped, 1);
    assert.match(readFileSync(join(directory, "notes"), "utf8"), /"reason":"Neither kustomize nor kubectl/);
  });
});
