import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

import { missingProtection } from "../../support/missing-protection";
import { Environment } from "../../../components/environments";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { field, find, leaves, nameOf, without, type Manifest } from "../../support/manifest";

const environments = Object.values(Environment);

describe("protection of the overlays", () => {
  before(function () {
    needRenderer(this);
  });

  for (const environment of environments) {
    it(`${environment}: every object is protected`, () => {
      for (const object of renderOverlay(join(gitopsDirectory, "overlays", environment))) {
        assert.deepEqual(missingProtection(object), [], nameOf(object));
      }
    });

    it(`${environment}: the check notices each field that is taken away from each object`, () => {
      for (const object of renderOverlay(join(gitopsDirectory, "overlays", environment))) {
        const protectedBy = leaves(object).filter(isProtection);
        assert.ok(protectedBy.length >= 4, nameOf(object));
        for (const path of protectedBy) {
          const findings = missingProtection(without(object, ...path));
          assert.equal(findings.length, 1, `${nameOf(object)} without ${path.join(" > ")}`);
        }
      }
    });
  }
});

describe("protection by construction", () => {
  let copy: string;

  before(function () {
    needRenderer(this);
  });
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "gitops-"));
    cpSync(gitopsDirectory, copy, { recursive: true });
  });
  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  it("reaches an object that is added to the base with no protection at all", () => {
    const reports = {
      apiVersion: "k8s.mariadb.com/v1alpha1",
      kind: "Database",
      metadata: { name: "reports" },
      spec: { mariaDbRef: { name: "mariadb" } },
    };
    assert.ok(missingProtection(reports).length > 0);
    add("base", "reports.yaml", reports);
    for (const environment of environments) {
      const added = find(render(environment), "Database", "reports");
      assert.deepEqual(missingProtection(added), [], environment);
      assert.equal(field(added, "metadata", "namespace"), `mariadb-${environment}`);
    }
  });

  it("reaches an ExternalSecret that is added to one overlay, and the Secret that it makes", () => {
    add("overlays/production", "extra.yaml", {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: "extra" },
      spec: { target: { name: "extra" } },
    });
    const added = find(render("production"), "ExternalSecret", "extra");
    assert.deepEqual(missingProtection(added), []);
    const made = {
      apiVersion: "v1",
      kind: "Secret",
      ...(field(added, "spec", "target", "template") as object),
    };
    assert.deepEqual(missingProtection(made), []);
  });

  it("reaches an object that a generator makes", () => {
    edit("overlays/dev/kustomization.yaml", (kustomization) => {
      kustomization.configMapGenerator = [{ name: "generated", literals: ["a=b"] }];
    });
    const generated = render("dev").filter(({ kind }) => kind === "ConfigMap");
    assert.equal(generated.length, 1);
    assert.deepEqual(missingProtection(generated[0]), []);
  });

  it("wins over a patch that takes it away", () => {
    edit("overlays/production/mariadb.yaml", (patch) => {
      patch.metadata = {
        name: "mariadb",
        annotations: {
          "argocd.argoproj.io/sync-options": "Prune=true,Delete=true",
          "helm.sh/resource-policy": null,
        },
      };
      Object.assign(patch.spec as object, { cleanupPolicy: "Delete" });
      Object.assign(field(patch, "spec", "storage") as object, {
        pvcRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
      });
    });
    assert.deepEqual(missingProtection(find(render("production"), "MariaDB", "mariadb")), []);
  });

  it("writes into no pod template and no selector", () => {
    const spec = {
      selector: { matchLabels: { app: "x" } },
      template: { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "x", image: "x:1" }] } },
    };
    add("base", "workload.yaml", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "x" },
      spec,
    });
    const workload = find(render("production"), "Deployment", "x");
    assert.deepEqual(missingProtection(workload), []);
    assert.deepEqual(field(workload, "spec"), spec);
  });

  for (const environment of environments) {
    it(`${environment}: no object is protected when the overlay forgets the directory`, () => {
      edit(`overlays/${environment}/kustomization.yaml`, (kustomization) => {
        delete kustomization.transformers;
      });
      for (const object of render(environment)) {
        assert.notDeepEqual(missingProtection(object), [], nameOf(object));
      }
    });
  }

  for (const file of ["engine.yaml", "operator.yaml", "secrets.yaml"]) {
    it(`needs protection/${file}`, () => {
      edit("protection/kustomization.yaml", (kustomization) => {
        kustomization.resources = (kustomization.resources as string[]).filter((name) => name !== file);
      });
      assert.ok(render("production").some((object) => missingProtection(object).length > 0));
    });
  }

  function render(environment: string): Manifest[] {
    return renderOverlay(join(copy, "overlays", environment));
  }

  function edit(file: string, change: (content: Record<string, unknown>) => void): void {
    const path = join(copy, file);
    const content = parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    change(content);
    writeFileSync(path, stringify(content));
  }

  function add(directory: string, file: string, object: object): void {
    writeFileSync(join(copy, directory, file), stringify(object));
    edit(join(directory, "kustomization.yaml"), (kustomization) => {
      (kustomization.resources as string[]).push(file);
    });
  }
});

/** The paths that keep data, written out here so that the code under test cannot excuse itself. */
const protection: readonly RegExp[] = [
  / annotations argocd\.argoproj\.io\/sync-options$/,
  / annotations helm\.sh\/resource-policy$/,
  / (annotations|labels) kustomize\.toolkit\.fluxcd\.io\/prune$/,
  /^ spec cleanupPolicy$/,
  /^ spec storage pvcRetentionPolicy (whenDeleted|whenScaled)$/,
  /^ spec target (creationPolicy|deletionPolicy)$/,
];

function isProtection(path: readonly string[]): boolean {
  return protection.some((pattern) => pattern.test(` ${path.join(" ")}`));
}
