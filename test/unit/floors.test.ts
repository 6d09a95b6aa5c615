import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const checker = join(repository, "node_modules/.bin/depcruise");

/** Each rule of `.dependency-cruiser.mjs`, with an import that it refuses: the importing file, then what it imports. */
const forbidden: readonly [rule: string, from: string, to: string][] = [
  ["safety-imports-below", "safety/rule.ts", "schemas/crd.ts"],
  ["schemas-imports-below", "schemas/crd.ts", "components/versions.ts"],
  ["components-imports-below", "components/versions.ts", "program/settings.ts"],
  ["policy-imports-below", "policy/policy.ts", "components/versions.ts"],
  ["review-imports-below", "review/review.ts", "components/versions.ts"],
  ["program-imports-below", "program/settings.ts", "pipeline/deploy.ts"],
  ["pipeline-imports-below", "pipeline/deploy.ts", "review/review.ts"],
  ["bin-imports-below", "bin/command.ts", "sandbox/cluster.ts"],
  ["examples-imports-below", "examples/library/index.ts", "components/index.ts"],
  ["index-imports-program", "index.ts", "components/engine/argocd.ts"],
  ["ground-imports-ground", "components/chart/args.ts", "components/engine/argocd.ts"],
  ["guard-imports-ground", "components/guard/policy.ts", "components/secrets/secret.ts"],
  ["secrets-imports-ground", "components/secrets/secret.ts", "components/aws/bucket.ts"],
  ["aws-imports-ground", "components/aws/bucket.ts", "components/mariadb/operator.ts"],
  ["mariadb-imports-ground", "components/mariadb/operator.ts", "components/guard/policy.ts"],
  ["engine-imports-ground", "components/engine/argocd.ts", "components/delivery/project.ts"],
  ["delivery-below-platform", "components/delivery/project.ts", "components/platform/platform.ts"],
  ["public-surface-for-users", "components/platform/platform.ts", "components/index.ts"],
  ["nothing-imports-the-machines", "program/settings.ts", "sandbox/cluster.ts"],
  ["sandbox-below-bench", "sandbox/cluster.ts", "bench/stacks.ts"],
  ["support-for-tests", "sandbox/cluster.ts", "test/support/wire.ts"],
  ["bench-uses-support", "bench/stacks.ts", "test/unit/floors.ts"],
];

describe("the floors of the house", () => {
  let house: string;

  beforeEach(() => {
    house = mkdtempSync(join(tmpdir(), "floors-"));
  });
  afterEach(() => {
    rmSync(house, { recursive: true });
  });

  it("refuses each import that goes up or sideways", () => {
    for (const [, from, to] of forbidden) {
      add(from, to);
    }
    const found = refused();
    for (const [rule, from, to] of forbidden) {
      assert.ok(found.includes(`${rule}: ${from} → ${to}`), `${rule} says nothing about ${from} → ${to}`);
    }
  });

  it("refuses files and folders that import each other, types included", () => {
    add("safety/rule.ts", "safety/evaluate.ts");
    add("safety/evaluate.ts", "safety/rule.ts");
    add("schemas/mariadb/grant.ts", "schemas/operator/user.ts");
    add("schemas/operator/database.ts", "schemas/mariadb/user.ts");
    assert.deepEqual([...new Set(refused().map((line) => line.split(":")[0]))].toSorted(), [
      "no-cycles",
      "no-folder-cycles",
    ]);
  });

  it("keeps packages and files out of the rules", () => {
    add("node_modules/@pulumi/pulumi/index.ts");
    write(
      "safety/rule.ts",
      'import type { Output } from "@pulumi/pulumi";\nimport "node:fs";\nexport type X = Output;\n',
    );
    assert.deepEqual(refused(), [
      "safety-is-pure: safety/rule.ts → fs",
      "safety-is-pure: safety/rule.ts → node_modules/@pulumi/pulumi/index.ts",
    ]);
  });

  it("lets each floor import those below", () => {
    add("schemas/crd.ts", "safety/rule.ts");
    add("components/versions.ts", "safety/rule.ts");
    add("components/guard/policy.ts", "components/versions.ts");
    add("components/delivery/project.ts", "components/guard/policy.ts");
    add("components/platform/platform.ts", "components/delivery/project.ts");
    add("program/settings.ts", "components/platform/platform.ts");
    add("index.ts", "program/settings.ts");
    add("pipeline/deploy.ts", "index.ts");
    add("sandbox/cluster.ts", "pipeline/deploy.ts");
    add("test/support/wire.ts", "sandbox/cluster.ts");
    add("bench/stacks.ts", "test/support/wire.ts");
    assert.deepEqual(refused(), []);
  });

  it("is checked by npm run lint", () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    assert.match(scripts.lint ?? "", /depcruise/);
  });

  /** Adds a file that imports another one, which is added too. */
  function add(from: string, to?: string): void {
    const up = "../".repeat(from.split("/").length - 1) || "./";
    write(
      from,
      to === undefined
        ? "export type X = 1;\n"
        : `import type { X } from "${up}${to.slice(0, -3)}";\nexport type { X };\n`,
      true,
    );
    if (to !== undefined) {
      write(to, "export type X = 1;\n", true);
    }
  }

  function write(path: string, content: string, more = false): void {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), content, { flag: more ? "a" : "w" });
  }

  /** What the checker refuses, as lines "rule: from → to". */
  function refused(): string[] {
    write("tsconfig.json", "{}");
    const config = join(repository, ".dependency-cruiser.mjs");
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [checker, "--no-progress", "--config", config, "--output-type", "json", "."],
      { cwd: house, encoding: "utf8" },
    );
    assert.notEqual(stdout, "", stderr);
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string; to: string }[] };
    };
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).toSorted();
  }
});
