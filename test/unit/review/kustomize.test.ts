import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { findRenderer, renderFolder } from "../../../review/kustomize";
import { ReviewProblem } from "../../../review/problem";
import { scratch } from "./support";

describe("findRenderer", () => {
  const folder = scratch();
  const at = (name: string) => join(folder.path, name);
  before(() => {
    folder.write({
      "both/kustomize": "#!/bin/sh\n",
      "both/kubectl": "#!/bin/sh\n",
      "one/kubectl": "#!/bin/sh\necho 'a: 1'\necho \"Warning: $2 is old\" >&2\n",
      "none/kustomize": "no program",
    });
    for (const name of ["both/kustomize", "both/kubectl", "one/kubectl"]) {
      chmodSync(at(name), 0o755);
    }
  });
  after(() => {
    folder.remove();
  });

  it("takes kustomize before kubectl", () => {
    assert.deepEqual(findRenderer({ PATH: `${at("one")}:${at("both")}` }), {
      command: at("both/kustomize"),
      args: ["build"],
    });
    assert.deepEqual(findRenderer({ PATH: at("one") }), { command: at("one/kubectl"), args: ["kustomize"] });
  });

  it("takes the one that KUSTOMIZE names, and refuses one that cannot run", () => {
    assert.equal(findRenderer({ KUSTOMIZE: at("one/kubectl"), PATH: at("both") }).command, at("one/kubectl"));
    assert.throws(() => findRenderer({ KUSTOMIZE: at("none/kustomize") }), /cannot be executed/);
  });

  it("says what to do when there is none", () => {
    for (const path of [at("none"), ""]) {
      assert.throws(
        () => findRenderer({ PATH: path }),
        (error: unknown) => error instanceof ReviewProblem && error.message.includes("Install one of them"),
      );
    }
  });

  it("passes warnings on, with the name of the folder instead of its place on disk", async () => {
    const { KUSTOMIZE } = process.env;
    process.env.KUSTOMIZE = at("one/kubectl");
    try {
      const { text, warnings } = await renderFolder(at("both"), "overlay");
      assert.equal(text, "a: 1\n");
      assert.deepEqual(warnings, ["Warning: overlay is old"]);
    } finally {
      if (KUSTOMIZE === undefined) {
        delete process.env.KUSTOMIZE;
      } else {
        process.env.KUSTOMIZE = KUSTOMIZE;
      }
    }
  });
});
