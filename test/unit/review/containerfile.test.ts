import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TOOLS } from "../../../sandbox/tools";

const repository = join(__dirname, "../../..");
const read = (name: string) => readFileSync(join(repository, name), "utf8");

/** The instructions of a container file, each in one line, without comments. */
function instructions(): readonly (readonly [name: string, rest: string])[] {
  return read("review/Containerfile")
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
      return [name, rest] as const;
    });
}

describe("review/Containerfile", () => {
  const all = (name: string) => instructions().flatMap(([one, rest]) => (one === name ? [rest] : []));
  const installed = (pattern: RegExp) => pattern.exec(read("review/Containerfile"))?.[1];

  it("holds instructions that there are", () => {
    const known = ["FROM", "RUN", "COPY", "USER", "WORKDIR", "ENTRYPOINT", "CMD"];
    assert.deepEqual(
      instructions().filter(([name]) => !known.includes(name)),
      [],
    );
  });

  it("installs this version of the package, and the Kustomize that the tests run", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    assert.equal(installed(/mariadb-gitops@(\S+)/), version);
    assert.equal(installed(/kustomize\/v5@v(\S+)/), TOOLS.kustomize.version);
  });

  it("runs the Node that the tests run, of an exact version", () => {
    const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: { node: string } };
    assert.equal(
      installed(/^FROM docker\.io\/library\/node:([\d.]+)-/m),
      devDependencies.node.replace("^", ""),
    );
    assert.ok(all("FROM").every((image) => /:\d+\.\d+/.test(image)));
  });

  it("does not run as root", () => {
    const after = instructions().findLastIndex(([name]) => name === "RUN");
    const user = instructions().findIndex(([name, rest]) => name === "USER" && rest === "node");
    assert.ok(user > after);
  });

  it("has steps that a shell can read, and takes only what its first stage makes", () => {
    for (const step of all("RUN")) {
      assert.equal(spawnSync("sh", ["-n", "-c", step]).status, 0, step);
    }
    assert.deepEqual(all("COPY"), ["--from=kustomize /go/bin/kustomize /usr/local/bin/kustomize"]);
    assert.match(all("FROM")[0] ?? "", / AS kustomize$/);
  });

  it("starts the command by its name, with words that it knows", () => {
    const { bin } = JSON.parse(read("package.json")) as { bin: object };
    assert.deepEqual(
      all("ENTRYPOINT").map((words) => JSON.parse(words) as unknown),
      [Object.keys(bin)],
    );
    assert.deepEqual(
      all("CMD").map((words) => JSON.parse(words) as unknown),
      [["review", "."]],
    );
  });
});
