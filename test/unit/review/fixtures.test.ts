import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../safety";
import { ownRules } from "../../../review/own-rules";
import { expected } from "./expected";
import { run } from "./support";

const folder = join(__dirname, "../../fixtures/review");

/** The rules that find something in a fixture, in production. */
async function foundIn(file: string): Promise<Set<string>> {
  const { out } = await run(["review", join(folder, file), "--env", "production", "--format", "json"]);
  const { findings } = JSON.parse(out) as { findings: { rule: string }[] };
  return new Set(findings.map(({ rule }) => rule));
}

describe("manifests that courses and tools hand out", () => {
  it("all have an expectation", () => {
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(expected).sort());
  });

  it("are expected to break rules that exist", () => {
    const known = new Set([...rules, ...ownRules].map(({ id }) => id));
    const unknown = Object.values(expected)
      .flat()
      .filter((id) => !known.has(id));
    assert.deepEqual(unknown, [], "these rules are not written, or have another name");
  });

  for (const [file, ids] of Object.entries(expected)) {
    if (ids.length === 0) {
      it(`${file} waits: the rule that finds its defect is not written yet`);
      continue;
    }
    it(`${file} breaks ${ids.length} rules`, async () => {
      const found = await foundIn(file);
      assert.deepEqual(
        ids.filter((id) => !found.has(id)),
        [],
        "these rules let it pass",
      );
    });
  }

  it("never print the passwords that are in them", async () => {
    for (const file of Object.keys(expected)) {
      assert.ok(!readFileSync(join(folder, file), "utf8").includes("\t"), file);
      for (const format of ["text", "json", "sarif", "junit", "github"]) {
        const { out } = await run(["review", join(folder, file), "--env", "production", "--format", format]);
        assert.doesNotMatch(out, /correct-horse|AgBvZmYg/, file);
      }
    }
  });
});
