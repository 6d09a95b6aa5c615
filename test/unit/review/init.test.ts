import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { database, git, reviewed, run, scratch, type Scratch } from "./support";

const plain = (name: string) =>
  database(name)
    .replace("  namespace: mariadb-production\n", "")
    .replace(/ {2}annotations:\n.*\n.*\n/, "");
const operator = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: mariadb-operator, namespace: argocd}
spec:
  source: {repoURL: "https://example.com", chart: mariadb-operator, targetRevision: 25.10.4}
`;

describe("review --init", () => {
  let folder: Scratch;
  beforeEach(() => {
    folder = scratch();
    git(folder.path, "init", "--quiet", "--initial-branch=main");
    folder.write({
      "clusters/dev/db.yaml": plain("a"),
      "clusters/stage/db.yaml": plain("a"),
      "clusters/eu-prod/db.yaml": plain("a"),
      "clusters/eu-prod/apps/other.yaml": plain("b"),
      "shared/db.yaml": plain("c"),
      "argocd/operator.yaml": operator,
    });
  });
  afterEach(() => {
    folder.remove();
  });
  const written = () => readFileSync(`${folder.path}/.mariadb-gitops.yaml`, "utf8");
  const init = (path = "") => run(["review", `${folder.path}${path}`, "--init"]);

  it("writes the environments of folders, the engine and the release, and says what it decided", async () => {
    const { code, out } = await init();
    assert.equal(code, 0);
    assert.equal(
      written().replace(/^#.*\n/, ""),
      `environments:
  dev:
    - clusters/dev
  staging:
    - clusters/stage
  production:
    - clusters/eu-prod
engine: argocd
operatorVersion: 25.10.4
`,
    );
    assert.match(out, /clusters\/eu-prod is production, by its name/);
    assert.match(out, /nothing names the environment of .*shared\/db\.yaml: production is assumed/);
    assert.match(out, /engine: argocd, which the manifests name/);
    assert.match(out, /operatorVersion: 25\.10\.4, which a delivery of the chart names/);
  });

  it("writes what the review reads, and what weakens nothing", async () => {
    git(folder.path, "add", "--all");
    git(folder.path, "commit", "--quiet", "--message=first");
    await init();
    const { findings, err } = await reviewed([folder.path, "--base", "main"]);
    assert.deepEqual(
      findings.filter(({ rule }) => rule === "review-kept"),
      [],
    );
    assert.doesNotMatch(err, /clusters\/.*production is assumed/);
  });

  it("leaves a folder out whose manifests say a stricter environment than its name", async () => {
    folder.write({ "clusters/dev/live.yaml": database("a") });
    const { out } = await init();
    assert.match(out, /clusters\/dev is left out: its name says dev, and its manifests production/);
    assert.doesNotMatch(written(), /clusters\/dev/);
  });

  it("writes to the top of the repository, whatever folder is named", async () => {
    await init("/clusters/dev");
    assert.match(written(), /dev:\n {4}- clusters\/dev\n/);
    assert.doesNotMatch(written(), /stage/);
  });

  it("overwrites nothing", async () => {
    folder.write({ ".mariadb-gitops.yaml": "engine: none\n" });
    const { code, err } = await init();
    assert.equal(code, 2);
    assert.match(err, /--init does not overwrite .*\.mariadb-gitops\.yaml; edit it, or remove it first/);
    assert.equal(written(), "engine: none\n");
  });

  it("refuses what it does not read", async () => {
    const { code, err } = await run(["review", folder.path, "--init", "--base", "main"]);
    assert.equal(code, 2);
    assert.match(err, /--init is about the files of today/);
  });
});
