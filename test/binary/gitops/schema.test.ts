import assert from "node:assert/strict";
import { join } from "node:path";

import { Environment } from "../../../components/environments";
import { validateObject } from "../../../schemas/validate";
import { readCrd, schemaProblems, type CrdSchema } from "../../support/crd-schema";
import { gitopsDirectory, needRenderer, renderOverlay } from "../../support/kustomize";
import { find, nameOf, without, withValue, type Manifest } from "../../support/manifest";
import { needShared } from "../../support/shared";

const files: Readonly<Record<string, string>> = {
  "k8s.mariadb.com/v1alpha1": "mariadb-operator.yaml",
  "external-secrets.io/v1": "external-secrets.yaml",
};

describe("overlays against the official CRDs", function () {
  // External Secrets' CRDs are two megabytes of YAML.
  this.timeout(30_000);

  const schemas = new Map<string, CrdSchema>();
  const objects: Manifest[] = [];

  before(function () {
    needRenderer(this);
    for (const environment of Object.values(Environment)) {
      objects.push(...renderOverlay(join(gitopsDirectory, "overlays", environment)));
    }
    for (const { apiVersion, kind } of objects) {
      const file = files[apiVersion];
      if (file === undefined || schemas.has(kind)) {
        continue;
      }
      schemas.set(kind, readCrd(needShared(this, "crds", file), apiVersion, kind));
    }
  });

  it("cover every kind but ServiceAccount, and every kind is namespaced", () => {
    assert.deepEqual(
      [...schemas.keys()].sort(),
      ["Backup", "Database", "ExternalSecret", "Grant", "MariaDB", "SecretStore", "User"].sort(),
    );
    for (const [kind, { scope }] of schemas) {
      assert.equal(scope, "Namespaced", kind);
    }
  });

  it("find nothing that the API server would refuse or drop", () => {
    for (const object of objects.filter(({ kind }) => kind !== "ServiceAccount")) {
      assert.deepEqual(check(object), [], `${nameOf(object)} in ${object.metadata.namespace ?? ""}`);
    }
  });

  it("notice the mistakes that are made most", () => {
    const mariadb = find(objects, "MariaDB", "mariadb");
    const backup = find(objects, "Backup", "mariadb-backup");
    const spec = (object: Manifest, change: object) => ({ ...object, spec: { ...object.spec, ...change } });
    assert.deepEqual(check(spec(mariadb, { mariadbVersion: "11.8" })), [
      ".spec.mariadbVersion: unknown field",
    ]);
    assert.deepEqual(check(spec(mariadb, { replicas: "3" })), [".spec.replicas: string instead of integer"]);
    assert.deepEqual(check(spec(mariadb, { storage: { size: "ten" } })), [".spec.storage.size: pattern"]);
    assert.deepEqual(check(without(backup, "spec", "mariaDbRef")), [".spec.mariaDbRef: required"]);
    assert.deepEqual(check(withValue(backup, ["spec", "compression"], "zip")), [
      ".spec.compression: not in the enumeration",
    ]);
  });

  it("refuse a version that is no longer served", function () {
    const file = needShared(this, "crds", "external-secrets.yaml");
    assert.throws(() => readCrd(file, "external-secrets.io/v1beta1", "SecretStore"), /serves no/);
  });

  function check(object: Manifest): string[] {
    const crd = schemas.get(object.kind);
    return crd === undefined ? ["no schema"] : schemaProblems(crd.schema, object);
  }
});

describe("overlays against the package's own schemas", () => {
  const objects: Manifest[] = [];

  before(function () {
    needRenderer(this);
    for (const environment of Object.values(Environment)) {
      objects.push(...renderOverlay(join(gitopsDirectory, "overlays", environment)));
    }
  });

  it("find no mistake", () => {
    for (const object of objects) {
      assert.deepEqual(validateObject(object), [], nameOf(object));
    }
  });

  it("notice an unknown field in every object of the operator", () => {
    const ofOperator = objects.filter(({ apiVersion }) => apiVersion.startsWith("k8s.mariadb.com/"));
    assert.equal(ofOperator.length, 15);
    for (const object of ofOperator) {
      const findings = validateObject({
        ...object,
        spec: { ...object.spec, mariadbRef: { name: "mariadb" } },
      });
      assert.deepEqual(
        findings.map(({ path, problem }) => ({ path, problem })),
        [{ path: ["spec", "mariadbRef"], problem: "unknown-field" }],
        nameOf(object),
      );
    }
  });

  it("refuse the retention in days that the official CRD lets pass", () => {
    const backup = find(objects, "Backup", "mariadb-backup");
    assert.equal(validateObject(withValue(backup, ["spec", "maxRetention"], "30d")).length, 1);
  });
});
