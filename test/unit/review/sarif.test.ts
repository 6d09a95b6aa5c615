import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../../review/diagnostic";
import { ownRules, yamlRule } from "../../../review/own-rules";
import { fingerprintsOf, packageVersion, sarifReport } from "../../../review/sarif";
import { rules } from "../../../safety";
import { database, pruning, run, scratch } from "./support";

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  partialFingerprints: { primaryLocationLineHash: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
}

interface Log {
  version: string;
  runs: {
    tool: {
      driver: {
        name: string;
        version: string;
        semanticVersion: string;
        informationUri: string;
        rules: {
          id: string;
          shortDescription: { text: string };
          fullDescription: { text: string };
          help: { text: string; markdown: string };
          helpUri: string;
          defaultConfiguration: { level: string };
          properties: { tags: string[]; "security-severity": string };
        }[];
      };
    };
    results: Result[];
  }[];
}

const reported = sarifReport({ diagnostics: [], notes: [], files: 0, rules: [...ownRules, ...rules] });
const { driver } = (JSON.parse(reported) as Log).runs[0]?.tool ?? assert.fail();

describe("the tool in a SARIF report", () => {
  it("is this package, in its version", () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8")) as {
      version: string;
    };
    assert.match(version, /^\d+\.\d+\.\d+/);
    assert.deepEqual(
      [driver.name, driver.version, driver.semanticVersion],
      ["mariadb-gitops", version, version],
    );
    assert.ok(new URL(driver.informationUri).pathname.endsWith("/mariadb-gitops"));
  });

  it("finds its version from dist as well, and says where there is none", () => {
    assert.equal(packageVersion(join(__dirname, "../../../dist/review")), packageVersion());
    assert.throws(() => packageVersion("/"), /is not in a package/);
  });

  it("has for each rule what code scanning shows", () => {
    assert.equal(driver.rules.length, rules.length + ownRules.length);
    for (const rule of driver.rules) {
      assert.equal(new URL(rule.helpUri).protocol, "https:", rule.id);
      const texts = [
        rule.shortDescription.text,
        rule.fullDescription.text,
        rule.help.text,
        rule.help.markdown,
      ];
      assert.ok(
        texts.slice(0, 2).every((text) => text.length > 0 && text.length <= 1024),
        rule.id,
      );
      assert.ok(
        texts.every((text) => text.trim() !== ""),
        rule.id,
      );
      assert.ok(rule.properties.tags.includes("security"), rule.id);
      const score = Number(rule.properties["security-severity"]);
      assert.ok(score > 0 && score <= 10, rule.id);
    }
  });

  it("says the level of a rule by its severity", () => {
    const levels = new Map(driver.rules.map(({ id, defaultConfiguration: { level } }) => [id, level]));
    const expected = { low: "note", medium: "warning", high: "error", critical: "error" };
    for (const { id, severity } of rules) {
      assert.equal(levels.get(id), expected[severity], id);
    }
  });
});

describe("fingerprints", () => {
  const folder = scratch();
  after(() => {
    folder.remove();
  });

  /** The results of a review of that text. */
  async function results(text: string, ...words: string[]): Promise<Result[]> {
    folder.write({ "a.yaml": text });
    const { out } = await run(["review", `${folder.path}/a.yaml`, "--format", "sarif", ...words]);
    return (JSON.parse(out) as Log).runs[0]?.results ?? [];
  }
  const prints = (found: readonly Result[]) =>
    found.map((one) => one.partialFingerprints.primaryLocationLineHash);
  const lines = (found: readonly Result[]) =>
    found.map((one) => one.locations[0]?.physicalLocation.region.startLine ?? 0);

  it("stay when lines are added above, inside and below", async () => {
    const found = await results(pruning);
    assert.ok(found.length > 0);
    assert.ok(prints(found).every((print) => /^[0-9a-f]{16}:1$/.test(print)));
    const shifted = await results(`\n${pruning}`);
    assert.deepEqual(
      lines(shifted),
      lines(found).map((line) => line + 1),
    );
    assert.deepEqual(prints(shifted), prints(found));
    const inside = await results(`${pruning.replace("spec:", "# a note\n\nspec:")}---\n${database("a")}`);
    assert.deepEqual(
      prints(inside).filter((print) => !prints(found).includes(print)),
      [],
    );
  });

  it("stay when the level changes with the environment", async () => {
    const [strict, weak] = [
      await results(pruning, "--env", "production"),
      await results(pruning, "--env", "dev"),
    ];
    const kept = new Set(prints(strict));
    assert.ok(weak.length > 0 && prints(weak).every((print) => kept.has(print)));
    assert.ok([...strict, ...weak].every(({ level }) => ["error", "warning"].includes(level)));
  });

  it("differ by rule, object and field, and are numbered where all agree", () => {
    const [first = assert.fail(), second = assert.fail()] = rules;
    const one: Diagnostic = {
      file: "a.yaml",
      line: 1,
      column: 1,
      level: "error",
      rule: first,
      message: "The MariaDB must not.",
      object: "MariaDB/a/b",
      field: "spec.x",
    };
    const others: readonly Diagnostic[] = [
      { ...one, rule: second },
      { ...one, object: "MariaDB/a/c" },
      { ...one, field: "spec.y" },
    ];
    assert.equal(new Set(fingerprintsOf([one, ...others]).map((print) => print.split(":")[0])).size, 4);
    const repeated = fingerprintsOf([
      one,
      { ...one, line: 9, message: "another" },
      { ...one, file: "b.yaml" },
    ]);
    const [hash] = (repeated[0] ?? "").split(":");
    assert.deepEqual(repeated, [`${hash}:1`, `${hash}:2`, `${hash}:1`]);
    assert.deepEqual(fingerprintsOf([{ ...one, line: 7, column: 3, level: "warning" }]), [`${hash}:1`]);
  });

  it("know what has no object by its message", () => {
    const broken = (message: string): Diagnostic => ({
      file: "a.yaml",
      line: 1,
      column: 1,
      level: "error",
      rule: yamlRule,
      message,
    });
    const [a, b] = fingerprintsOf([broken("A key is missing."), broken("A quote is missing.")]);
    assert.deepEqual(
      [a, b].map((print) => print?.split(":")[1]),
      ["1", "1"],
    );
    assert.notEqual(a, b);
  });
});
