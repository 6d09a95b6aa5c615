import assert from "node:assert/strict";
import { needRenderer } from "../../support/kustomize";
import { database, findings, git, pruning, reviewed, run, scratch } from "./support";

const unsafe = (name: string) => database(name).replace("cleanupPolicy: Skip", "cleanupPolicy: Delete");
const former = (text: string) =>
  text.replace("k8s.mariadb.com", "mariadb.mmontes.io").replace("kind: Database", "kind: DatabaseMariaDB");

describe("one defect hides no other", () => {
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  after(() => {
    folder.remove();
  });
  const rulesIn = async (...words: string[]) =>
    (await findings([...words, "--env", "production"])).map((line) => line.split(" ")[1]);

  it("judges an object of the former group as what it is, and says its group once for a file", async () => {
    folder.write({ "old.yaml": [unsafe("a"), unsafe("b")].map(former).join("---\n") });
    const { findings: found } = await reviewed([at("old.yaml"), "--env", "production"]);
    const of = (rule: string) => found.filter((one) => one.rule === rule);
    assert.equal(of("cleanup-policy-skip").length, 2);
    const [group, ...others] = of("mariadb-api-group");
    assert.match(
      group?.message ?? "",
      /but of k8s\.mariadb\.com\/v1alpha1\. The same holds for 1 other object/,
    );
    assert.deepEqual(others, []);
    assert.ok(!of("schema").some(({ message }) => message.includes("apiVersion")));
  });

  it("says an outdated version of another group once for a file as well", async () => {
    const flux = pruning.replace("/v1\n", "/v1beta2\n");
    folder.write({
      "flux.yaml": [flux, flux.replace("name: databases", "name: more-databases")].join("---\n"),
    });
    const rules = await rulesIn(at("flux.yaml"));
    assert.equal(rules.filter((rule) => rule === "mariadb-api-group").length, 1);
    assert.equal(rules.filter((rule) => rule === "db-app-no-prune").length, 2);
  });

  it("warns once of a file in a folder where nothing names a database", async () => {
    const twice = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, name: b}\ndata: {a: x, a: y}\n";
    folder.write({ "unrelated/a.yaml": twice, "related/a.yaml": `${twice}# of mariadb\n` });
    const levels = async (path: string) =>
      (await reviewed([at(path), "--env", "production"])).findings
        .filter(({ rule }) => rule === "yaml")
        .map(({ level }) => level);
    assert.deepEqual(await levels("unrelated"), ["warning"]);
    assert.deepEqual(await levels("related"), ["error", "error"]);
    assert.deepEqual(await levels("unrelated/a.yaml"), ["error", "error"]);
  });

  it("says nothing of fields that are missing because the rest of a document cannot be read", async () => {
    folder.write({
      "broken.yaml": `${unsafe("a")}  name: "x\n---\n${database("b")}`,
      "cut.yaml": database("a").replace("  characterSet", '  note: "x\n  characterSet'),
    });
    assert.deepEqual(await rulesIn(at("broken.yaml")), ["cleanup-policy-skip", "yaml"]);
    assert.deepEqual(await rulesIn(at("cut.yaml")), ["schema", "yaml"]);
  });

  it("does not take an object that is broken, split or of another group for one that was removed", async () => {
    const own = scratch();
    git(own.path, "init", "--quiet", "--initial-branch=main");
    own.write({ "a.yaml": database("a"), "b.yaml": database("b"), "c.yaml": former(database("c")) });
    git(own.path, "add", "--all");
    git(own.path, "commit", "--quiet", "--message=first");
    own.write({
      "a.yaml": `${database("a")}  note: "x\n`,
      "b.yaml": database("c") + database("b"),
      "c.yaml": "",
    });
    const rules = await rulesIn(own.path, "--base", "main");
    assert.deepEqual(rules, ["schema", "yaml", "yaml"]);
    own.remove();
  });

  it("leaves a file alone that is no manifest, whatever is wrong with it", async () => {
    folder.write({
      "mixed/a.yaml": database("a"),
      "mixed/mkdocs.yml": "a: [\n",
      "mixed/tsconfig.json": "{ // comment\n}",
    });
    const { code, err } = await run(["review", at("mixed"), "--env", "production"]);
    assert.equal(code, 0, err);
    assert.match(err, /left out 2 files without apiVersion and kind: .*mkdocs\.yml, .*tsconfig\.json/);
  });
});

describe("an overlay that cannot be rendered", function () {
  this.timeout(60_000);
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  before(function () {
    needRenderer(this);
    folder.write({
      "broken/kustomization.yaml": "resources: [none.yaml, a.yaml]\n",
      "broken/a.yaml": 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "a}\n',
      "good/kustomization.yaml": "resources: [b.yaml]\n",
      "good/b.yaml": unsafe("b"),
      "plain/c.yaml": pruning,
      "unrelated/web/kustomization.yaml": "resources: [none.yaml]\n",
      "unrelated/other/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: web}\n",
    });
  });
  after(() => {
    folder.remove();
  });

  it("does not take the findings of the other paths with it, and fails the command", async () => {
    for (const paths of [[folder.path], [at("broken"), at("good"), at("plain")]]) {
      const { code, findings: found } = await reviewed([...paths, "--env", "production"]);
      assert.equal(code, 1);
      const places = found.map(({ rule, file, line }) => `${rule} ${file.replace(folder.path, "")}:${line}`);
      for (const expected of [
        "rendered /broken/kustomization.yaml:1",
        "yaml /broken/a.yaml:4",
        "cleanup-policy-skip /good/b.yaml:14",
        "db-app-no-prune /plain/c.yaml:6",
      ]) {
        assert.ok(places.includes(expected), `${expected} is not in ${places.join(", ")}`);
      }
    }
  });

  it("is an error where it is named, and a warning in a folder that has no database anywhere", async () => {
    const found = await findings([at("unrelated"), "--env", "production"]);
    assert.deepEqual(
      found.map((line) => line.replace(folder.path, "")),
      ["warning rendered /unrelated/web/kustomization.yaml:1:1"],
    );
    assert.match((await findings([at("unrelated/web")])).join(), /^error rendered /);
  });

  it("is never taken for what ran in the environment before", async () => {
    const { code, err } = await run(["review", at("good"), "--promoted-from", at("broken")]);
    assert.equal(code, 2);
    assert.match(err, /--promoted-from .*broken: The kustomization .* cannot be rendered/);
  });
});

describe("the files of Kustomize", function () {
  this.timeout(60_000);
  const folder = scratch();
  const kustomization = (...lines: readonly string[]) => `${lines.join("\n")}\n`;
  before(function () {
    needRenderer(this);
    folder.write({
      "base/kustomization.yaml": kustomization("commonLabels: {team: shop}", "resources: [a.yaml]"),
      "base/a.yaml": database("a"),
      "web/kustomization.yaml": kustomization("commonLabels: {team: shop}", "resources: [a.yaml]"),
      "web/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n",
      ...Object.fromEntries(
        ["dev", "production"].map((environment) => [
          `overlays/${environment}/kustomization.yaml`,
          kustomization("resources: [../../base]"),
        ]),
      ),
    });
  });
  after(() => {
    folder.remove();
  });

  it("are judged once, in the base where they say it, and only where a database is rendered", async () => {
    const found = await findings([folder.path, "--env", "production", "--engine", "argocd"]);
    assert.deepEqual(
      found.map((line) => line.replace(folder.path, "")),
      ["warning kustomize-keeps-selectors /base/kustomization.yaml:1:1"],
    );
  });
});

describe("the settings and passwords of a server, compared with a revision", function () {
  this.timeout(60_000);
  const folder = scratch();
  const manifest = (option: string, key: string) => `apiVersion: k8s.mariadb.com/v1alpha1
kind: MariaDB
metadata: {name: mariadb, namespace: mariadb-production}
spec:
  rootPasswordSecretKeyRef: {name: mariadb-root, key: password}
  myCnf: |
    [mariadb]
    ${option}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: mariadb-root, namespace: mariadb-production}
spec:
  data:
    - secretKey: password
      remoteRef: {key: production/${key}}
`;
  after(() => {
    folder.remove();
  });

  it("are found when they change, with a user whose Secret nobody makes", async () => {
    git(folder.path, "init", "--quiet", "--initial-branch=main");
    folder.write({ "a.yaml": manifest("max_connections=100", "root") });
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message=first");
    const user = database("app")
      .replace("kind: Database", "kind: User")
      .replace(
        "  characterSet: utf8mb4\n  collate: utf8mb4_unicode_ci",
        "  passwordSecretKeyRef: {name: app, key: password}",
      );
    const wanted = ["server-defaults-kept", "password-source-kept", "references-resolve"];
    const of = async (): Promise<string[]> =>
      (await findings([folder.path, "--base", "main"])).map((line) => line.split(" ")[1] ?? "");
    assert.deepEqual(
      (await of()).filter((rule) => wanted.includes(rule)),
      [],
    );
    folder.write({ "a.yaml": `${manifest("lower_case_table_names=1", "other")}---\n${user}` });
    const found = await of();
    assert.deepEqual(
      wanted.filter((rule) => !found.includes(rule)),
      [],
    );
  });
});
