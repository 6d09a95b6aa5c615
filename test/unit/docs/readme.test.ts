import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { run } from "../review/support";

const root = resolve(__dirname, "../../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

/** The lines of the blocks of one language. */
function blocks(language: string): string[][] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, text = ""]) =>
    text.trimEnd().split("\n"),
  );
}

describe("the README", () => {
  it("names scripts of npm that exist", () => {
    const commands = [...readme.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = ""]) => name);
    assert.ok(commands.includes("review") && commands.includes("test:fast"));
    for (const name of [...commands, "start", "stop", "test"]) {
      assert.ok(name in scripts, `npm run ${name}`);
    }
  });

  it("has the two commands that start the sandbox and run every test", () => {
    const commands = blocks("sh").map((lines) => lines.join("\n"));
    assert.ok(commands.includes("npm ci && npm start"));
    assert.ok(commands.includes("npm ci && npm test"));
    assert.ok(readFileSync(join(root, ".ci/run"), "utf8").includes("npm ci && npm test"));
  });

  it("changes into folders that exist", () => {
    const folders = blocks("sh").flatMap((lines) =>
      lines.filter((line) => line.startsWith("cd ")).map((line) => line.slice("cd ".length)),
    );
    assert.deepEqual(folders, ["examples/guard"]);
    assert.ok(folders.every((folder) => existsSync(join(root, folder, "Pulumi.yaml"))));
  });

  it("shows a review that finds what it says", async () => {
    const [command = ""] = blocks("sh")
      .flat()
      .filter((line) => line.includes("npm run --silent review -- "));
    const { code, out } = await run(["review", ...(command.split(" -- ")[1] ?? "").split(" ")]);
    assert.equal(code, 1);
    const shown = readme.match(/^test\/fixtures\/\S+:\d+:\d+: error \[[a-z-]+\]/gm) ?? [];
    assert.equal(shown.length, 1);
    assert.ok(out.split("\n").some((line) => line.startsWith(shown[0])));
  });
});
