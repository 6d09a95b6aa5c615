import assert from "node:assert/strict";
import { join } from "node:path";
import { environments } from "../../safety";
import { gitopsDirectory, needRenderer } from "../support/kustomize";
import { database, findings, git, run, scratch } from "../unit/review/support";

/** A Kustomization of Flux with these lines in its spec. */
const delivery = (lines: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: databases
spec:
${lines}`;

describe("mariadb-gitops review of rendered overlays", function () {
  this.timeout(60_000);
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  const overlay = (name: string) => join(gitopsDirectory, "overlays", name);

  before(function () {
    needRenderer(this);
  });
  after(() => {
    folder.remove();
  });

  describe("in this repository", () => {
    for (const environment of environments) {
      it(`finds nothing in the manifests of ${environment}`, async () => {
        const { code, out, err } = await run(["review", overlay(environment), "--env", environment]);
        assert.equal(code, 0, out);
        assert.match(out, /^0 errors, 0 warnings, \d+ files, \d+ rules$/);
        assert.equal(err, "");
      });
    }

    for (const [before, environment] of [
      ["dev", "staging"],
      ["staging", "production"],
    ] as const) {
      it(`finds nothing in ${environment} that ${before} does not have`, async () => {
        const { code, out } = await run(["review", overlay(environment), "--promoted-from", overlay(before)]);
        assert.equal(code, 0, out);
      });
    }

    it("finds what the environment before does not run", async () => {
      folder.write({ "staging.yaml": database("other") });
      const found = await findings([overlay("production"), "--promoted-from", at("staging.yaml")]);
      assert.deepEqual(
        found.filter((line) => line.includes("promotion-")).map((line) => line.replace(/:.*/, "")),
        ["error promotion-same-image gitops/overlays/production/mariadb.yaml"],
      );
    });
  });

  describe("the places of findings", () => {
    before(() => {
      folder.write({
        "base/kustomization.yaml": "resources: [delivery.yaml]\n",
        "base/delivery.yaml": delivery("  prune: true\n  interval: 5m\n  path: ./a\n"),
        "overlays/production/kustomization.yaml": "resources: [../../base]\npatches: [{path: patch.yaml}]\n",
        "overlays/production/patch.yaml": delivery("  interval: 10m\n"),
        "overlays/dev/kustomization.yaml": "resources: [../../base]\npatches: [{path: patch.yaml}]\n",
        "overlays/dev/patch.yaml": delivery("  interval: 1m\n  prune: true\n"),
        "overlays/prefixed/kustomization.yaml": "namePrefix: our-\nresources: [../../base]\n",
        "overlays/staging/kustomization.yaml": "resources: [missing.yaml]\n",
      });
    });
    const pruning = async (...words: string[]) =>
      (await findings(words)).filter((line) => line.includes("db-app-no-prune"));

    it("are in the base, or in the patch that overwrites it", async () => {
      const [production, ...more] = await pruning(at("overlays/production"));
      assert.match(production ?? "", /base\/delivery\.yaml:6:3$/);
      assert.deepEqual(more, []);
      const [dev] = await pruning(at("overlays/dev"));
      assert.match(dev ?? "", /overlays\/dev\/patch\.yaml:7:3$/);
    });

    it("are the kustomization where Kustomize renames the object", async () => {
      const [found] = await pruning(at("overlays/prefixed"), "--env", "dev");
      assert.match(found ?? "", /prefixed\/kustomization\.yaml:1:1$/);
    });

    it("are the kustomization of an overlay that cannot be rendered", async () => {
      const [found, ...more] = await findings([at("overlays/staging")]);
      assert.match(found ?? "", /^error rendered .*overlays\/staging\/kustomization\.yaml:1:1$/);
      assert.deepEqual(more, []);
    });
  });

  describe("compared with an earlier revision", () => {
    const repository = scratch();
    const inRepository = (name: string) => `${repository.path}/${name}`;
    const generator = (files: string) =>
      `resources: [../../shared]\nconfigMapGenerator:\n  - name: migrations\n    namespace: mariadb-production\n    files: [${files}]\n`;

    before(() => {
      git(repository.path, "init", "--quiet", "--initial-branch=main");
      repository.write({
        "shared/kustomization.yaml": "resources: [database.yaml]\n",
        "shared/database.yaml": database("app"),
        "overlays/production/kustomization.yaml": generator(
          "V1__a.sql, V2__b.sql=second.sql, x.sql=V4__d.sql",
        ),
        "overlays/production/V1__a.sql": "SELECT 1;\n",
        "overlays/production/second.sql": "SELECT 2;\n",
        "overlays/production/V3__c.sql": "SELECT 3;\n",
        "overlays/production/V4__d.sql": "SELECT 4;\n",
        "outer/kustomization.yaml": "resources: [inner]\n",
        "outer/inner/kustomization.yaml": generator("V1__a.sql"),
        "outer/inner/V1__a.sql": "SELECT 1;\n",
      });
      git(repository.path, "add", "--all", "--force");
      git(repository.path, "commit", "--quiet", "--message=first");
    });
    after(() => {
      repository.remove();
    });
    afterEach(() => {
      git(repository.path, "reset", "--quiet", "--hard");
    });

    /** The findings of one rule: level and place in the repository. */
    const found = async (rule: string, path: string) =>
      (await findings([inRepository(path), "--base", "main"]))
        .filter((line) => line.includes(` ${rule} `))
        .map((line) => line.replace(`${rule} ${repository.path}/`, ""));

    it("renders that revision with its bases, wherever they are", async () => {
      repository.write({ "shared/database.yaml": database("other") });
      const removed = await found("no-data-object-removed", "overlays/production");
      assert.match(removed.join(), /shared\/database\.yaml/);
    });

    it("leaves to the rendered ConfigMap what is in it, and finds the migrations beside it", async () => {
      repository.write({
        "overlays/production/V1__a.sql": "\n",
        "overlays/production/second.sql": "\n",
        "overlays/production/V3__c.sql": "\n",
        "overlays/production/V4__d.sql": "\n",
      });
      const all = [
        "error overlays/production/V3__c.sql:1:1",
        "error overlays/production/V4__d.sql:1:1",
        "error overlays/production/kustomization.yaml:1:1",
      ];
      const rule = "applied-migration-kept";
      assert.deepEqual(await found(rule, "overlays/production"), all);
      assert.deepEqual(await found(rule, "overlays/production/kustomization.yaml"), all);
    });

    it("knows which migrations a base of an overlay renders", async () => {
      repository.write({ "outer/inner/V1__a.sql": "\n" });
      assert.deepEqual(await found("applied-migration-kept", "outer"), [
        "error outer/kustomization.yaml:1:1",
      ]);
    });

    it("finds a migration that becomes part of a ConfigMap with another text", async () => {
      repository.write({
        "overlays/production/kustomization.yaml": generator("V1__a.sql, V2__b.sql=second.sql, V3__c.sql"),
        "overlays/production/V3__c.sql": "\n",
      });
      assert.deepEqual(await found("applied-migration-kept", "overlays/production"), [
        "error overlays/production/V3__c.sql:1:1",
      ]);
    });
  });
});
