import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { gitopsDirectory, needRenderer } from "../../support/kustomize";
import { database, git, reviewed, scratch, type Found, type Scratch } from "./support";

/** A repository with the files of an object, committed on main. */
function repository(files: Readonly<Record<string, string>>): Scratch {
  const folder = scratch();
  git(folder.path, "init", "--quiet", "--initial-branch=main");
  folder.write(files);
  git(folder.path, "add", "--all", "--force");
  git(folder.path, "commit", "--quiet", "--allow-empty", "--message=first");
  return folder;
}

/** A kustomization with these lists of names. */
function kustomization(lists: Readonly<Record<string, readonly string[]>>, more = ""): string {
  const lines = Object.entries(lists).map(([field, names]) => `${field}: [${names.join(", ")}]\n`);
  return lines.join("") + more;
}

const messages = (found: readonly Found[], rule: string) =>
  found.filter((one) => one.rule === rule && one.level === "error").map(({ message }) => message);

const patch =
  "kind: Database\napiVersion: k8s.mariadb.com/v1alpha1\nmetadata: {name: app, namespace: mariadb-production}\n";

/** A base with a Database, two overlays of it, and a component. */
const layered = {
  "deploy/base/kustomization.yaml": kustomization({ resources: ["database.yaml", "kept.yaml"] }),
  "deploy/base/database.yaml": database("app"),
  "deploy/base/kept.yaml": database("kept"),
  "deploy/overlays/production/kustomization.yaml": kustomization(
    { resources: ["../../base"], components: ["../../extra"] },
    "patches: [{path: patch.yaml}]\n",
  ),
  "deploy/overlays/production/patch.yaml": `${patch}spec: {name: shop}\n`,
  "deploy/extra/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {a: b}\n",
};

const withoutDatabase = {
  "deploy/base/kustomization.yaml": kustomization({ resources: ["kept.yaml"] }),
  "deploy/overlays/production/kustomization.yaml": kustomization({ resources: ["../../base"] }),
};

describe("a folder with overlays, compared with a revision", function () {
  this.timeout(60_000);
  let folder: Scratch;
  before(function () {
    needRenderer(this);
    folder = repository(layered);
  });
  after(() => {
    folder.remove();
  });
  afterEach(() => {
    git(folder.path, "reset", "--quiet", "--hard", "main");
    git(folder.path, "clean", "--quiet", "-d", "--force", "-x");
  });
  const review = (...words: string[]) =>
    reviewed([folder.path, "--base", "HEAD", "--env", "production", ...words]);

  it("finds nothing removed where nothing changed", async () => {
    const { findings } = await review();
    assert.deepEqual(messages(findings, "no-data-object-removed"), []);
    assert.deepEqual(messages(findings, "rendered"), []);
  });

  it("finds the Database whose file and line were removed", async () => {
    git(folder.path, "rm", "--quiet", "deploy/base/database.yaml");
    folder.write(withoutDatabase);
    const { code, findings } = await review();
    assert.equal(code, 1);
    const [message, ...others] = messages(findings, "no-data-object-removed");
    assert.match(message ?? "", /^The Database "app" \(as it is in HEAD\) must not disappear/);
    assert.deepEqual(others, []);
  });

  it("finds the Database whose line alone was removed, while its file stays", async () => {
    folder.write(withoutDatabase);
    const { code, findings, err } = await review();
    assert.equal(code, 1);
    assert.match(messages(findings, "no-data-object-removed").join(), /The Database "app"/);
    assert.match(
      err,
      /left out 2 files beside a kustomization, which no kustomization names: .*database\.yaml/,
    );
  });

  it("finds every Database of an overlay that was removed with its base", async () => {
    git(folder.path, "rm", "--quiet", "-r", "deploy");
    const { code, findings } = await review();
    assert.equal(code, 1);
    assert.equal(messages(findings, "no-data-object-removed").length, 2);
  });

  it("finds every Database of the overlay, when only its base is left", async () => {
    git(folder.path, "rm", "--quiet", "-r", "deploy/overlays");
    const { code, findings } = await review();
    assert.equal(code, 1);
    assert.match(messages(findings, "no-data-object-removed").join(), /Database "app"/);
  });

  it("names the Databases of an overlay whose kustomization is no YAML any more", async () => {
    folder.write({ "deploy/overlays/production/kustomization.yaml": "resources: [../../base\npatches: ]\n" });
    const { code, findings } = await review();
    assert.equal(code, 1);
    const [message = ""] = messages(findings, "rendered");
    assert.match(
      message,
      /overlays\/production cannot be rendered, so nothing of it was reviewed: \w+ says: /,
    );
    assert.match(
      message,
      /In HEAD it held the Database "app", the Database "kept", and whether it still does/,
    );
    assert.doesNotMatch(message, /mariadb-gitops-base/);
  });

  it("finds an overlay that moves, unless what delivers it moves along", async () => {
    const application = (path: string) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: argocd}\nspec:\n  source: {path: ${path}, repoURL: "https://example.com/r.git"}\n`;
    const move = () => {
      git(folder.path, "mv", "deploy/overlays/production", "deploy/overlays/eu");
    };
    move();
    const { code, findings } = await review();
    assert.equal(code, 1);
    const [message = "", ...others] = messages(findings, "no-data-object-removed");
    assert.match(message, /^The folder ".*overlays\/production" \(as it is in HEAD\) must not disappear/);
    assert.match(message, /the Database "app", the Database "kept" moved to .*overlays\/eu/);
    assert.deepEqual(others, []);

    git(folder.path, "reset", "--quiet", "--hard", "main");
    folder.write({ "argocd/shop.yaml": application("deploy/overlays/production") });
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message=application");
    move();
    assert.equal(messages((await review()).findings, "no-data-object-removed").length, 1);
    folder.write({ "argocd/shop.yaml": application("deploy/overlays/eu") });
    assert.deepEqual(messages((await review()).findings, "no-data-object-removed"), []);
    git(folder.path, "update-ref", "refs/heads/main", "HEAD~1");
  });

  it("does not take an overlay for moved that another one takes in", async () => {
    folder.write({
      "clusters/eu/kustomization.yaml": kustomization({ resources: ["../../deploy/overlays/production"] }),
    });
    const { findings } = await review();
    assert.deepEqual(messages(findings, "no-data-object-removed"), []);
  });

  it("finds an overlay that moves and loses its Database on the way", async () => {
    git(folder.path, "mv", "deploy", "manifests");
    folder.write(
      Object.fromEntries(
        Object.entries(withoutDatabase).map(([name, text]) => [name.replace("deploy", "manifests"), text]),
      ),
    );
    const { code, findings } = await review();
    assert.equal(code, 1);
    assert.match(messages(findings, "no-data-object-removed").join("\n"), /^The Database "app" \(as it is/m);
  });

  it("lets a move pass that the configuration excepts", async () => {
    git(folder.path, "mv", "deploy/overlays/production", "deploy/overlays/eu");
    const object = `Folder//${folder.path}/deploy/overlays/production`;
    const exceptions = [{ object, reason: "every Application follows", until: "2026-02-01" }];
    folder.write({ "config.json": JSON.stringify({ "no-data-object-removed": { exceptions } }) });
    const { findings } = await review("--config", join(folder.path, "config.json"));
    assert.deepEqual(messages(findings, "no-data-object-removed"), []);
  });

  it("compares by the names in its files what could not be rendered before", async () => {
    folder.write({ "deploy/overlays/production/kustomization.yaml": "resources: [../../base, none.yaml]\n" });
    git(folder.path, "commit", "--quiet", "--all", "--message=broken");
    folder.write(withoutDatabase);
    const { code, findings, err } = await review();
    assert.equal(code, 1);
    assert.match(messages(findings, "no-data-object-removed").join(), /^The Database "app" [^,]*,[^,]*$/);
    assert.match(err, /cannot be rendered in HEAD, so only the names in its files were compared/);
    git(folder.path, "update-ref", "refs/heads/main", "HEAD~1");
  });
});

describe("a folder with what one environment delivers twice", function () {
  this.timeout(60_000);
  let folder: Scratch;
  const cluster = kustomization({ resources: ["../base"] });
  before(function () {
    needRenderer(this);
    folder = repository({
      "base/kustomization.yaml": kustomization({ resources: ["a.yaml"] }),
      "base/a.yaml": database("app"),
      "eu/kustomization.yaml": cluster,
      "us/kustomization.yaml": cluster,
      "plain/kustomization.yaml": kustomization({ resources: ["sub/b.yaml"] }),
      "plain/sub/b.yaml": database("b"),
    });
  });
  after(() => {
    folder.remove();
  });
  afterEach(() => {
    git(folder.path, "reset", "--quiet", "--hard");
  });
  const removed = async () =>
    messages(
      (await reviewed([folder.path, "--base", "HEAD", "--env", "production"])).findings,
      "no-data-object-removed",
    );

  it("finds the Database that one of two clusters loses", async () => {
    assert.deepEqual(await removed(), []);
    folder.write({
      "eu/kustomization.yaml": kustomization({ resources: ["../other"] }),
      "other/kustomization.yaml": kustomization({ resources: ["c.yaml"] }),
      "other/c.yaml": database("c"),
    });
    assert.match((await removed()).join(), /^The Database "app" \(as it is in HEAD\)[^"]*$/);
    git(folder.path, "reset", "--quiet", "--hard");
    git(folder.path, "rm", "--quiet", "-r", "eu");
    assert.match((await removed()).join(), /^The Database "app" \(as it is in HEAD\)[^"]*$/);
  });

  it("does not take a file that nothing delivers any more for the object", async () => {
    folder.write({
      "plain/kustomization.yaml": kustomization({ resources: ["c.yaml"] }),
      "plain/c.yaml": database("c"),
    });
    assert.match((await removed()).join(), /^The Database "b"/);
  });
});

describe("the delivered manifests of this repository", function () {
  this.timeout(60_000);
  let folder: Scratch;
  before(function () {
    needRenderer(this);
    folder = scratch();
    cpSync(gitopsDirectory, join(folder.path, "gitops"), { recursive: true });
    git(folder.path, "init", "--quiet", "--initial-branch=main");
    git(folder.path, "add", "--all", "--force");
    git(folder.path, "commit", "--quiet", "--message=first");
  });
  after(() => {
    folder.remove();
  });

  it("are reviewed as one folder, without an error", async () => {
    const { code, findings } = await reviewed([folder.path, "--base", "HEAD"]);
    assert.equal(code, 0, JSON.stringify(findings));
  });

  it("do not lose a Database without a finding that names it in every environment", async () => {
    git(folder.path, "rm", "--quiet", "gitops/base/database.yaml");
    const file = "gitops/base/kustomization.yaml";
    folder.write({
      [file]: kustomization({ resources: ["mariadb.yaml", "user.yaml", "grant.yaml", "backup.yaml"] }),
    });
    for (const path of [folder.path, join(folder.path, "gitops")]) {
      const { code, findings } = await reviewed([path, "--base", "HEAD", "--env", "production"]);
      assert.equal(code, 1);
      const lost = findings.filter(
        ({ rule, message }) => rule === "no-data-object-removed" && message.startsWith('The Database "app" '),
      );
      // Each overlay as its own environment: losing the data of dev is a warning.
      const levels = lost.flatMap(({ level, related = [] }) => [level, ...related.map((one) => one.level)]);
      assert.deepEqual(levels.sort(), ["error", "error", "warning"]);
    }
  });
});
