import assert from "node:assert/strict";
import { git, run, scratch } from "./support";

const flux = (
  name: string,
  path: string,
  kind = "GitRepository",
) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 10m
  path: ${path}
  prune: true
  targetNamespace: shop
  sourceRef: {kind: ${kind}, name: flux-system}
`;
const app = (path: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://git.example.com/shop.git", path: ${path}, targetRevision: HEAD}
  destination: {server: "https://kubernetes.default.svc", namespace: shop}
  syncPolicy: {automated: {prune: true}}
`;
const server =
  "apiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata: {name: db}\nspec: {storage: {size: 1Gi}}\n";
const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {token: hunter2}
`;

describe("a review of a repository", () => {
  let folder: ReturnType<typeof scratch>;
  beforeEach(() => {
    folder = scratch();
  });
  afterEach(() => {
    folder.remove();
  });

  /** The rules that make errors, with the names of the objects. */
  async function errors(words: readonly string[] = [], path = ""): Promise<string[]> {
    const { out, err } = await run([
      "review",
      `${folder.path}/${path}`,
      "--env",
      "production",
      "--format",
      "json",
      ...words,
    ]);
    assert.notEqual(out, "", err);
    const { findings } = JSON.parse(out) as { findings: { rule: string; object: string; level: string }[] };
    return findings.filter(({ level }) => level === "error").map(({ rule, object }) => `${rule} ${object}`);
  }

  it("has nothing to say where no database is", async () => {
    folder.write({
      ".git/HEAD": "",
      "clusters/a/shop.yaml": flux("shop", "./apps/shop"),
      "clusters/a/elsewhere.yaml": flux("elsewhere", "./charts", "OCIRepository"),
      "argo/shop.yaml": app("apps/shop"),
      "apps/shop/web.yaml": web,
      "apps/shop/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
    });
    assert.deepEqual(await errors(), []);
    assert.deepEqual(await errors(["--raw"]), []);
  });

  it("finds the delivery of an overlay that takes a database from its base", async () => {
    folder.write({
      ".git/HEAD": "",
      "clusters/a/shop.yaml": flux("shop", "./apps/overlay"),
      "clusters/a/web.yaml": flux("web", "./apps/web"),
      "argo/shop.yaml": app("apps/overlay"),
      "apps/overlay/kustomization.yaml": "resources: [../base]\n",
      "apps/base/kustomization.yaml": "resources: [db.yaml]\n",
      "apps/base/db.yaml": server,
      "apps/web/web.yaml": web,
    });
    const found = await errors([], "clusters");
    assert.ok(found.includes("db-app-no-prune Kustomization/flux-system/shop"), found.join("\n"));
    assert.deepEqual(
      found.filter((line) => line.endsWith("/web")),
      [],
    );
    assert.ok((await errors([], "argo")).includes("db-app-no-prune Application/argocd/shop"));
  });

  it("looks up the path of a Kustomization whose source is an artifact, or is patched in from above", async () => {
    const patched = (name: string, path: string): string =>
      flux(name, path).replace(/^ {2}sourceRef.*\n/m, "");
    folder.write({
      ".git/HEAD": "",
      "clusters/a/db.yaml": patched("db", "./apps/db"),
      "clusters/a/other.yaml": flux("other", "./apps/other", "OCIRepository"),
      "clusters/a/web.yaml": patched("web", "./apps/web"),
      "clusters/a/shop.yaml": flux("shop", "./apps/web", "OCIRepository"),
      "apps/db/db.yaml": server,
      "apps/other/db.yaml": server.replace("name: db", "name: other"),
      "apps/web/web.yaml": web,
    });
    const pruning = (await errors(["--raw"])).filter((line) => line.startsWith("db-app-no-prune "));
    assert.deepEqual(
      pruning.map((line) => line.replace(/.*\//, "")),
      ["db", "other"],
    );
  });

  it("finds the Kustomization that delivers another one that delivers a database", async () => {
    folder.write({
      ".git/HEAD": "",
      "clusters/a/root.yaml": flux("root", "./clusters/a"),
      "clusters/a/shop.yaml": flux("shop", "./apps/db"),
      "apps/db/db.yaml": server,
    });
    const found = await errors([], "clusters/a/root.yaml");
    assert.ok(found.includes("db-app-no-prune Kustomization/flux-system/root"), found.join("\n"));
  });

  it("finds a chart in the repository that holds a database in a template", async () => {
    folder.write({
      ".git/HEAD": "",
      "argo/shop.yaml": app("charts/shop"),
      "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
      "charts/shop/templates/db.yaml":
        "{{- if .Values.db }}\napiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\n{{- end }}\n",
    });
    assert.ok((await errors([], "argo")).includes("db-app-no-prune Application/argocd/shop"));
  });

  it("finds that a change removes the delivery of a database together with its folder", async () => {
    const commit = () => {
      git(folder.path, "add", "-A");
      git(folder.path, "commit", "-qm", "a");
    };
    git(folder.path, "init", "-q");
    folder.write({
      "clusters/a/shop.yaml": flux("shop", "./apps/db"),
      "clusters/a/web.yaml": flux("web", "./apps/web"),
      "clusters/a/stays.yaml": flux("stays", "./apps/stays"),
      "apps/db/db.yaml": server,
      "apps/web/web.yaml": web,
      "apps/stays/web.yaml": web,
    });
    commit();
    git(folder.path, "rm", "-rq", "clusters/a/shop.yaml", "clusters/a/web.yaml", "apps/db", "apps/web");
    commit();
    const found = await errors(["--base", "HEAD~1"], "clusters");
    assert.deepEqual(
      found.filter((line) => line.startsWith("delivery-kept")),
      ["delivery-kept Kustomization/flux-system/shop"],
    );
  });

  it("holds objects to the engine that delivers them", async () => {
    const kept = async (...words: string[]) =>
      (await errors(words, "apps")).filter((line) => line.startsWith("kept-by"));
    const second = server.replace("name: db", "name: other");
    folder.write({ ".git/HEAD": "", "apps/db.yaml": `${server}---\n${second}` });
    assert.deepEqual(await kept(), ["kept-by-argo-cd MariaDB//db", "kept-by-flux MariaDB//db"]);
    assert.deepEqual(await kept("--engine", "none"), []);
    assert.equal((await kept("--engine", "flux")).length, 2);
    folder.write({ "clusters/a/shop.yaml": flux("shop", "./apps") });
    assert.deepEqual(await kept(), ["kept-by-flux MariaDB//db", "kept-by-flux MariaDB//other"]);
    const { code, err } = await run(["review", folder.path, "--engine", "helm"]);
    assert.equal(code, 2);
    assert.match(err, /--engine helm is unknown; use one of argocd, flux, both, none/);
  });

  it("takes the release of the operator from --operator-version", async () => {
    folder.write({ "a.yaml": server.replace("spec: {", "spec: {maxScale: {}, ") });
    const schema = async (...words: string[]) =>
      (await errors(words)).filter((line) => line.startsWith("schema"));
    assert.deepEqual(await schema(), ["schema MariaDB//db"]);
    assert.deepEqual(await schema("--operator-version", "25.8"), []);
    for (const word of ["24.1", "27.1", "latest"]) {
      const { code, err } = await run(["review", folder.path, "--operator-version", word]);
      assert.equal(code, 2);
      assert.match(err, /--operator-version .* is unknown; use a release from 25\.8\.0 to/);
    }
  });

  it("says once what the template of an ApplicationSet leaves open", async () => {
    folder.write({
      "a.yaml": `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: databases, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: a}]}}]
  templatePatch: "{{ .patch }}"
  template:
    metadata: {name: "{{ .name }}"}
    spec:
      project: "{{ .project }}"
      source: {repoURL: "{{ .repo }}", path: mariadb, targetRevision: "{{ .revision }}"}
      destination: {server: "{{ .server }}", namespace: "{{ .namespace }}"}
`,
    });
    const { out } = await run(["review", folder.path, "--env", "production", "--format", "json"]);
    const { findings } = JSON.parse(out) as { findings: { message: string }[] };
    const open = findings
      .map(({ message }) => message)
      .filter((message) => message.includes("cannot be decided"));
    assert.equal(open.length, 1, open.join("\n"));
    assert.match(open[0] ?? "", /For the same reason .*pinned-revision.* cannot be checked\./);
  });
});
