import assert from "node:assert/strict";
import { database, git, reviewed, run, scratch, type Scratch } from "./support";

const broken = database("app").replace("  cleanupPolicy: Skip\n", "");
const suspicious = "apiVersion: k8s.mariadb.com/v1alpha1\nkind: Database\nmetadata: {name: a}\n";

describe(".mariadb-gitops.yaml", () => {
  let folder: Scratch;
  beforeEach(() => {
    folder = scratch();
    git(folder.path, "init", "--quiet", "--initial-branch=main");
  });
  afterEach(() => {
    folder.remove();
  });

  const file = (text: string) => {
    folder.write({ ".mariadb-gitops.yaml": text });
  };
  const commit = () => {
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message=change");
  };
  /** The level of each finding of a rule. */
  const levels = async (rule: string, words: readonly string[] = []): Promise<string[]> => {
    const { findings } = await reviewed([folder.path, ...words]);
    return findings.filter((one) => one.rule === rule).map(({ level }) => level);
  };

  describe("counts for the whole repository", () => {
    it("says which environment a path is of, before labels and namespaces", async () => {
      folder.write({ "clusters/eu-1/db.yaml": broken });
      assert.deepEqual(await levels("cleanup-policy-skip"), ["error"]);
      file("environments:\n  dev: [clusters/eu-*]\n");
      assert.deepEqual(await levels("cleanup-policy-skip"), ["warning"]);
      const { err } = await reviewed([`${folder.path}/clusters/eu-1`]);
      assert.match(
        err,
        /clusters\/eu-1\/db\.yaml: its labels, namespaces or path say production, and \.mariadb-gitops\.yaml says dev/,
      );
    });

    it("takes the strictest of several patterns, and reads ** as any number of folders", async () => {
      folder.write({ "a/b/c/live/db.yaml": broken.replace("mariadb-production", "shop") });
      file("environments:\n  dev: [a]\n  production: ['**/live']\n");
      assert.deepEqual(await levels("cleanup-policy-skip"), ["error"]);
      file("environments:\n  dev: [a]\n  production: ['*/live']\n");
      assert.deepEqual(await levels("cleanup-policy-skip"), ["warning"]);
    });

    it("sets levels by environment, and says that production is weakened", async () => {
      folder.write({ "db.yaml": broken });
      file("levels:\n  cleanup-policy-skip: {production: advisory, dev: mandatory}\n");
      const { findings, err } = await reviewed([folder.path]);
      assert.ok(findings.some(({ rule, level }) => rule === "cleanup-policy-skip" && level === "warning"));
      assert.match(
        err,
        /\.mariadb-gitops\.yaml weakens production: cleanup-policy-skip is advisory, by default mandatory\./,
      );
      assert.deepEqual(await levels("cleanup-policy-skip", ["--env", "dev"]), ["error"]);
    });

    it("excepts an object with a reason and a day, and not after it", async () => {
      folder.write({ "db.yaml": broken });
      const exception = (until: string) =>
        `exceptions:\n  - rule: cleanup-policy-skip\n    object: Database/mariadb-production/app\n` +
        `    reason: is rebuilt every night\n    until: "${until}"\n`;
      file(exception("2026-03-01"));
      assert.deepEqual(await levels("cleanup-policy-skip"), []);
      file(exception("2026-01-01"));
      assert.deepEqual(await levels("cleanup-policy-skip"), ["error"]);
      assert.deepEqual(await levels("exception-valid"), ["error"]);
    });

    it("names the engine; options and the file of --config go before it", async () => {
      folder.write({ "db.yaml": database("app").replace(/ .*prune: disabled\n/, "") });
      assert.deepEqual(await levels("kept-by-flux", ["--engine", "flux"]), ["error"]);
      file("engine: argocd\n");
      assert.deepEqual(await levels("kept-by-flux"), []);
      assert.deepEqual(await levels("kept-by-flux", ["--engine", "flux"]), ["error"]);
      file("engine: flux\nlevels:\n  kept-by-flux: {production: disabled}\n");
      assert.deepEqual(await levels("kept-by-flux"), []);
      folder.write({ "own.yaml": "kept-by-flux: mandatory\n" });
      assert.deepEqual(await levels("kept-by-flux", ["--config", `${folder.path}/own.yaml`]), ["error"]);
    });

    it("names the release of the operator", async () => {
      const former = "spec: {storage: {size: 1Gi}, maxScale: {enabled: true}}\n";
      folder.write({
        "db.yaml": `apiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata: {name: a}\n${former}`,
      });
      assert.deepEqual(await levels("schema"), ["error"]);
      file('operatorVersion: "25.8"\n');
      assert.deepEqual(await levels("schema"), []);
      assert.deepEqual(await levels("schema", ["--operator-version", "26.10"]), ["error"]);
    });

    it("is that of the top of the repository; another one is said not to count", async () => {
      folder.write({
        "apps/db.yaml": broken,
        "apps/.mariadb-gitops.yaml": "levels:\n  cleanup-policy-skip: {production: disabled}\n",
      });
      const { findings, err } = await reviewed([`${folder.path}/apps`]);
      assert.ok(findings.some(({ rule, level }) => rule === "cleanup-policy-skip" && level === "error"));
      assert.match(err, /apps\/\.mariadb-gitops\.yaml does not count, because it is not at the top/);
    });

    it("adds the rules of an organisation, with levels and exceptions as for any other", async () => {
      folder.write({
        "db.yaml": database("app"),
        "policies/rules.yaml": `rules:
  - id: acme-team-label
    title: A Database names its team
    why: Somebody has to be asked.
    remedy: "Set metadata.labels.team."
    group: k8s.mariadb.com
    kinds: [Database]
    path: [metadata, labels, team]
    oneOf: [payments, shop]
`,
      });
      file("rules: policies/rules.yaml\n");
      const { findings } = await reviewed([folder.path]);
      const own = findings.filter(({ rule }) => rule === "acme-team-label");
      assert.deepEqual(
        own.map(({ level, message }) => [level, message]),
        [
          [
            "error",
            'The Database "app" must set metadata.labels.team to payments or shop, because the rules of this repository require it.',
          ],
        ],
      );
      folder.write({
        "db.yaml": database("app").replace("  name: app\n", "  name: app\n  labels: {team: shop}\n"),
      });
      assert.deepEqual(await levels("acme-team-label"), []);
      const annotation =
        '    exceptions.mariadb-gitops.dev/acme-team-label: "until=2026-02-01; reason=moving"\n';
      folder.write({
        "db.yaml": database("app").replace("  annotations:\n", `  annotations:\n${annotation}`),
      });
      assert.deepEqual(await levels("acme-team-label"), []);
      assert.deepEqual(await levels("exception-valid"), []);
    });
  });

  const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
    "an unknown key": ["enviroments: {}\n", /:1: enviroments is not a key here: use environments\./],
    "an unknown environment": [
      "engine: none\nenvironments:\n  prod: [a]\n",
      /:3: environments\.prod is not a key here: use one of dev, staging, production, or remove it\./,
    ],
    "a wrong engine": [
      "engine: argo\n",
      /:1: engine: "argo" is not one of its values; use argocd, flux, both or none/,
    ],
    "a release that is a number": [
      "operatorVersion: 25.8\n",
      /:1: operatorVersion must be text, but it is the number 25\.8: put it in quotes\./,
    ],
    "a release that never was": ['operatorVersion: "24.1"\n', /:1: operatorVersion: 24\.1 is unknown; use a/],
    "a misspelt rule": [
      "levels:\n  backup-requird: {dev: disabled}\n",
      /:2: levels: backup-requird is not a rule; did you mean backup-required\?/,
    ],
    "a rule of the review itself": ["levels:\n  schema: {dev: disabled}\n", /levels: schema is not a rule/],
    "an unknown level": ["levels:\n  backup-required: {dev: off}\n", /levels\.backup-required\.dev/],
    "an exception without an end": [
      "exceptions:\n  - {rule: backup-required, object: a, reason: b}\n",
      /exceptions\[0\]\.until is missing/,
    ],
    "an exception from nothing": [
      'exceptions:\n  - {rule: nothing, object: a, reason: b, until: "2026-02-01"}\n',
      /:2: exceptions\[0\]\.rule: nothing is not a rule/,
    ],
    "a list": ["- a\n", /the file must hold keys with values/],
    "two documents": ["engine: none\n---\nengine: flux\n", /must hold one document/],
    "text that is no YAML": ["engine: [\n", /mariadb-gitops\.yaml:\d: /],
    "rules that are not there": ["rules: a.yaml\n", /:1: rules: a\.yaml does not exist\. Set the path/],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`refuses ${what}, with its line and what to set instead`, async () => {
      folder.write({ "db.yaml": broken });
      file(text);
      const { code, out, err } = await run(["review", folder.path]);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, message);
      assert.match(err, /\.mariadb-gitops\.yaml:\d/);
    });
  }

  const rule = {
    id: "acme-a",
    title: "a",
    why: "b",
    remedy: "c",
    group: "",
    kinds: ["Secret"],
    path: ["data"],
    must: "be-set",
  };
  const refusedRules: Readonly<Record<string, readonly [object, RegExp]>> = {
    "the id of another rule": [{ ...rule, id: "backup-required" }, /is the id of another rule/],
    "an id of one word": [{ ...rule, id: "Team" }, /must be words in lower case joined by -/],
    "no requirement": [{ ...rule, must: undefined }, /set exactly one of them/],
    "two requirements": [{ ...rule, oneOf: ["a"] }, /set exactly one of them/],
    "an unknown key": [{ ...rule, kind: "Secret" }, /rules\[0\]\.kind is not a key here: use kinds/],
  };
  for (const [what, [written, message]] of Object.entries(refusedRules)) {
    it(`refuses a rule of an organisation with ${what}`, async () => {
      folder.write({ "db.yaml": broken, "rules.yaml": JSON.stringify({ rules: [written] }) });
      file("rules: rules.yaml\n");
      const { code, err } = await run(["review", folder.path]);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }

  describe("compared with a revision", () => {
    const strict = "levels:\n  cleanup-policy-skip: {dev: mandatory}\nenvironments:\n  production: [live]\n";
    const kept = async (): Promise<string[]> => {
      const { findings } = await reviewed([folder.path, "--base", "main"]);
      return findings
        .filter((one) => one.rule === "review-kept")
        .map(({ level, message }) => `${level} ${message}`);
    };
    beforeEach(() => {
      folder.write({ "live/db.yaml": database("app").replace("mariadb-production", "shop") });
      folder.write({ "live/other.yaml": suspicious });
      file(strict);
      commit();
    });

    it("says nothing of a file that stays, or becomes stricter", async () => {
      assert.deepEqual(await kept(), []);
      file(`${strict}engine: both\n`);
      assert.deepEqual(await kept(), []);
    });

    const weakened: Readonly<Record<string, readonly [string, RegExp]>> = {
      "a lower level": [
        strict.replace("mandatory", "disabled"),
        /^error .* lowers cleanup-policy-skip in dev from mandatory to disabled \(compared with main\)/,
      ],
      "a level below that of the rule": [
        strict.replace("{dev: mandatory}", "{dev: mandatory, production: advisory}"),
        /^error .* lowers cleanup-policy-skip in production from mandatory to advisory/,
      ],
      "a path that is of a weaker environment": [
        strict.replace("production: [live]", "dev: [live]"),
        /^error .* takes .*live\/app\.yaml and 2 more from production to dev/,
      ],
      "an engine whose rules end": [`${strict}engine: none\n`, /^error .* ends the rules for argocd/],
      "a shorter retention": [
        `${strict}parameters: {minimumRetentionHours: 1}\n`,
        /^error .* lowers minimumRetentionHours/,
      ],
      "an exception": [
        `${strict}exceptions:\n  - {rule: backup-required, object: A//b, reason: moved, until: "2026-02-01"}\n`,
        /^warning .* adds an exception from backup-required for A\/\/b until 2026-02-01: moved/,
      ],
    };
    for (const [what, [text, message]] of Object.entries(weakened)) {
      it(`finds ${what}`, async () => {
        folder.write({
          "live/app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mariadb}\n",
        });
        file(text);
        const found = await kept();
        assert.equal(new Set(found.map((line) => line.replace(/live\/\S+/, ""))).size, 1, found.join("\n"));
        assert.match(found[0] ?? "", message);
      });
    }

    it("finds that the file is removed, with everything that went with it", async () => {
      git(folder.path, "rm", "--quiet", ".mariadb-gitops.yaml");
      const found = await kept();
      assert.match(found.join("\n"), /^error The configuration of the review is removed/m);
      assert.match(
        found.join("\n"),
        /^error .* lowers cleanup-policy-skip in dev from mandatory to advisory/m,
      );
    });

    it("finds that a rule of the organisation is removed or changed", async () => {
      folder.write({ "rules.yaml": JSON.stringify({ rules: [rule] }) });
      file("rules: rules.yaml\n");
      commit();
      folder.write({ "rules.yaml": JSON.stringify({ rules: [{ ...rule, path: ["metadata"] }] }) });
      assert.match((await kept()).join(), /^error .* changes the rule acme-a/);
      file("{}\n");
      assert.match((await kept()).join(), /^error .* removes the rule acme-a/);
    });

    it("judges what changes in the same merge by the stricter of the two environments", async () => {
      file(strict.replace("production: [live]", "dev: [live]"));
      folder.write({ "live/db.yaml": broken.replace("mariadb-production", "shop") });
      assert.ok((await levels("cleanup-policy-skip", ["--base", "main"])).includes("error"));
    });

    it("only warns of a weakening with a reason and a day", async () => {
      const reason =
        'exceptions:\n  - {rule: review-kept, object: Configuration//levels.cleanup-policy-skip.dev, reason: "not used", until: "2026-02-01"}\n';
      file(strict.replace("mandatory", "disabled") + reason);
      const found = await kept();
      assert.deepEqual(
        found.map((line) => line.split(" ")[0]),
        ["warning"],
      );
    });

    it("takes a first file for information, where nothing said the environment before", async () => {
      git(folder.path, "rm", "--quiet", ".mariadb-gitops.yaml");
      commit();
      file("environments:\n  dev: [live]\n");
      assert.deepEqual(await kept(), []);
    });
  });
});
