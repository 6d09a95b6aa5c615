import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { deliveriesIn } from "../../../review/deliveries";
import type { Value } from "../../../safety";
import { needRenderer } from "../../support/kustomize";
import { database, reviewed, scratch } from "./support";

const application = (spec: string, name = "shop") =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec: ${spec}\n`;
const applicationSet = (generators: string, path: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all, namespace: argocd}\nspec:\n  generators: ${generators}\n  template: {metadata: {name: "shop-{{path.basename}}{{name}}"}, spec: {source: {path: "${path}"}}}\n`;
const flux = (path: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: shop, namespace: flux-system}\nspec: {path: "${path}"}\n`;
const helmRelease = (chart: string, kind: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: shop, namespace: shops}\nspec: {chart: {spec: {chart: "${chart}", sourceRef: {kind: ${kind}, name: a}}}, values: {size: 1Gi}}\n`;

describe("the paths that deliveries name", () => {
  const folder = scratch();
  before(() => {
    folder.write({
      "clusters/eu/config.json": '{"cluster": {"name": "eu"}, "folder": "apps/eu"}',
      "clusters/us/config.json": '{"cluster": {"name": "us"}, "folder": "apps/us"}',
      "overlays/dev/a.yaml": "",
      "overlays/production/a.yaml": "",
      "overlays/production/deep/a.yaml": "",
    });
  });
  after(() => {
    folder.remove();
  });
  const paths = (text: string) =>
    deliveriesIn(
      parseAllDocuments(text).map((document) => document.toJS() as Value),
      folder.path,
    ).map(({ by, path }) => `${by}: ${path}`);

  it("are those of an Application's source and sources", () => {
    assert.deepEqual(paths(application("{source: {path: ./deploy/production/}}")), [
      "Application argocd/shop: deploy/production",
    ]);
    assert.deepEqual(paths(application("{sources: [{path: a}, {chart: x}, {ref: values}, {path: /b}]}")), [
      "Application argocd/shop: a",
      "Application argocd/shop: b",
    ]);
  });

  it("are those of Flux's Kustomizations, and of HelmReleases whose chart is in Git", () => {
    assert.deepEqual(paths(flux("./apps/production")), ["Kustomization flux-system/shop: apps/production"]);
    assert.deepEqual(paths(helmRelease("./charts/shop", "GitRepository")), [
      "HelmRelease shops/shop: charts/shop",
    ]);
    assert.deepEqual(paths(helmRelease("shop", "HelmRepository")), []);
  });

  it("are not guessed where only the cluster knows them, or where they leave the checkout", () => {
    for (const path of ["clusters/${CLUSTER}/apps", "../other", "{{path}}"]) {
      assert.deepEqual(paths(flux(path)), [], path);
    }
  });

  it("are those that the list and git generators of an ApplicationSet fill in", () => {
    const rows: readonly (readonly [string, string, readonly string[]])[] = [
      ["[{list: {elements: [{name: eu}, {name: us}]}}]", "apps/{{ .name }}", ["apps/eu", "apps/us"]],
      ["[{git: {directories: [{path: overlays/*}]}}]", "{{path}}", ["overlays/dev", "overlays/production"]],
      [
        "[{git: {directories: [{path: overlays/*}, {path: overlays/dev, exclude: true}]}}]",
        "{{.path.path}}",
        ["overlays/production"],
      ],
      ["[{git: {files: [{path: 'clusters/**/config.json'}]}}]", "{{folder}}", ["apps/eu", "apps/us"]],
      ["[{git: {files: [{path: 'clusters/*/config.json'}]}}]", "x/{{cluster.name}}", ["x/eu", "x/us"]],
      [
        "[{matrix: {generators: [{clusters: {}}, {git: {directories: [{path: overlays/d*}]}}]}}]",
        "{{path}}",
        ["overlays/dev"],
      ],
      ["[{clusters: {}}]", "apps/{{name}}", []],
      ["[{clusters: {}}]", "apps/all", ["apps/all"]],
    ];
    for (const [generators, path, expected] of rows) {
      const found = paths(applicationSet(generators, path)).map((line) => line.split(": ")[1]);
      assert.deepEqual(found, expected, generators);
    }
  });
});

describe("what the deliveries of a folder point at", function () {
  this.timeout(60_000);
  const folder = scratch();
  const unsafe = (name: string) => database(name).replace("cleanupPolicy: Skip", "cleanupPolicy: Delete");
  const { PATH } = process.env;
  before(function () {
    needRenderer(this);
    folder.write({
      ".git/HEAD": "",
      "argocd/base.yaml": application("{source: {path: base}}"),
      "argocd/vendored.yaml": application("{source: {path: vendor/shop}}", "vendored"),
      "argocd/chart.yaml": application(
        "{destination: {namespace: shops}, source: {path: charts/shop, helm: {releaseName: eu, valueFiles: [eu.yaml, /all.yaml]}}}",
        "chart",
      ),
      "argocd/flux.yaml": helmRelease("./charts/shop", "GitRepository"),
      "base/kustomization.yaml": "resources: [a.yaml]\n",
      "base/a.yaml": unsafe("a"),
      "overlay/kustomization.yaml":
        'resources: [../base]\npatches: [{target: {kind: Database}, patch: \'[{"op": "replace", "path": "/spec/cleanupPolicy", "value": "Skip"}]\'}]\n',
      "vendor/shop/b.yaml": unsafe("b"),
      "vendor/other/c.yaml": unsafe("c"),
      "charts/shop/Chart.yaml": "name: shop\n",
      "charts/shop/templates/d.yaml": "apiVersion: k8s.mariadb.com/v1alpha1\nkind: Database\n{{- if .x }}\n",
      "charts/shop/values.yaml": "kind: none\n",
      "charts/library/Chart.yaml": "name: library\ntype: library\n",
      "charts/plain/Chart.yaml": "name: plain\n",
      "charts/plain/templates/e.yaml": "kind: {{ x }}\n",
      "charts/needs/Chart.yaml": "name: needs\ndependencies: [{name: mariadb-cluster}]\n",
      "none/a": "",
      "bin/helm": [
        "#!/bin/sh",
        'echo "---"',
        'echo "# Source: shop/templates/d.yaml"',
        `cat <<'EOF'\n${unsafe("rendered")}EOF`,
        `echo "$@" >> ${folder.path}/helm.log`,
      ].join("\n"),
    });
    chmodSync(`${folder.path}/bin/helm`, 0o755);
  });
  after(() => {
    process.env.PATH = PATH;
    folder.remove();
  });
  const found = async (path: string) => {
    process.env.PATH = `${path}:${PATH ?? ""}`;
    const { findings, err } = await reviewed([folder.path, "--env", "production"]);
    const of = (rule: string) =>
      findings.filter((one) => one.rule === rule).map(({ file }) => file.replace(`${folder.path}/`, ""));
    return { unsafe: of("cleanup-policy-skip"), left: of("rendered"), err, findings };
  };

  it("is rendered although an overlay takes it in, and read although it is a package", async () => {
    const { unsafe: files } = await found("/nonexistent");
    assert.ok(files.includes("base/a.yaml") && files.includes("vendor/shop/b.yaml"), files.join());
    assert.ok(!files.includes("vendor/other/c.yaml"));
  });

  it("is found where the delivery lies beside the reviewed folder", async () => {
    folder.write({
      "apart/inner/kustomization.yaml": "resources: [f.yaml]\n",
      "apart/inner/f.yaml": unsafe("f"),
      "apart/outer/kustomization.yaml":
        'resources: [../inner]\npatches: [{patch: "{apiVersion: k8s.mariadb.com/v1alpha1, kind: Database, metadata: {name: f, namespace: mariadb-production}, spec: {cleanupPolicy: Skip}}"}]\n',
    });
    const inFolder = async () =>
      (await reviewed([`${folder.path}/apart`, "--env", "production"])).findings.map(({ rule }) => rule);
    assert.deepEqual(await inFolder(), []);
    folder.write({ "argocd/apart.yaml": application("{source: {path: apart/inner}}", "apart") });
    assert.deepEqual(await inFolder(), ["cleanup-policy-skip"]);
  });

  it("is one line for a chart without helm: an error for one of databases, a note for others", async () => {
    const { left, err, findings } = await found("/nonexistent");
    assert.deepEqual(left, ["charts/needs/Chart.yaml", "charts/shop/Chart.yaml"]);
    assert.match(err, /The chart .*charts\/plain is left out, because its templates are not manifests/);
    assert.ok(!err.includes("library") && !findings.some(({ rule }) => rule === "yaml"));
  });

  it("is rendered with helm and the values of each delivery, at the places of its templates", async () => {
    const { unsafe: files, left } = await found(`${folder.path}/bin`);
    assert.deepEqual(left, []);
    assert.ok(files.includes("charts/shop/templates/d.yaml"), files.join());
    const log = readFileSync(`${folder.path}/helm.log`, "utf8");
    const top = folder.path;
    assert.match(
      log,
      new RegExp(
        `^template eu ${top}/charts/shop --include-crds --namespace shops --values ${top}/charts/shop/eu.yaml --values ${top}/all.yaml$`,
        "m",
      ),
    );
    assert.match(
      log,
      new RegExp(`^template shop ${top}/charts/shop .*--namespace shops --values .*values.yaml$`, "m"),
    );
    assert.equal(log.match(/charts\/shop /g)?.length, 2);
    assert.match(log, new RegExp(`^template plain ${top}/charts/plain --include-crds$`, "m"));
  });
});
