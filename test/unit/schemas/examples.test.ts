/** The operator's own examples: what the official definitions accept, the validator accepts too, and the reverse. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseAllDocuments } from "yaml";
import { pathText } from "../../../schemas/findings";
import { mariadbApiVersion } from "../../../schemas/mariadb";
import { validateObject } from "../../../schemas/validate";
import { readCrd, schemaProblems, type CrdSchema } from "../../support/crd-schema";
import type { Manifest } from "../../support/manifest";
import { needShared } from "../../support/shared";

interface Example {
  readonly file: string;
  readonly object: Manifest;
}

describe("the examples of mariadb-operator 26.6", function () {
  // The official definitions are eight hundred kilobytes of YAML, and each kind is read on its own.
  this.timeout(60_000);

  let folder: string;
  let examples: readonly Example[];

  before(function () {
    const archive = needShared(this, "corpus", "mariadb-operator-examples-26.6.tgz");
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-examples-"));
    execFileSync("tar", ["-xzf", archive, "-C", folder]);
    examples = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.ya?ml$/.test(file))
      .flatMap((file) => read(join(folder, file)));
  });

  after(() => {
    if (folder) {
      rmSync(folder, { recursive: true });
    }
  });

  function read(file: string): Example[] {
    return parseAllDocuments(readFileSync(file, "utf8"))
      .map((document) => document.toJS() as Manifest | null)
      .filter((object): object is Manifest => object?.apiVersion === mariadbApiVersion)
      .map((object) => ({ file: relative(folder, file), object }));
  }

  it("hold all twelve kinds", () => {
    assert.equal(examples.length, 151);
    assert.equal(new Set(examples.map(({ object }) => object.kind)).size, 12);
  });

  it("have no finding but for four fields of older versions", () => {
    const found = examples.flatMap(({ file, object }) =>
      validateObject(object).map(({ problem, path }) => `${file}: ${problem} ${pathText(path)}`),
    );
    const manifests = "mariadb-operator-examples/examples/manifests";
    assert.deepEqual(found.toSorted(), [
      `${manifests}/cross-namespace/mariadb.yaml: unknown-field spec.service.annotations`,
      `${manifests}/cross-namespace/mariadb.yaml: unknown-field spec.volumeClaimTemplate`,
      `${manifests}/cross-namespace/mariadb.yaml: wrong-type spec.image`,
      `${manifests}/restore_specific_database.yaml: unknown-field spec.databases`,
    ]);
  });

  it("have exactly the problems that the official definitions see", function () {
    const file = needShared(this, "crds", "mariadb-operator.yaml");
    const schemas = new Map<string, CrdSchema>();
    for (const { file: example, object } of examples) {
      const schema = schemas.get(object.kind) ?? readCrd(file, object.apiVersion, object.kind);
      schemas.set(object.kind, schema);
      assert.deepEqual(
        validateObject(object).map(({ path }) => pathText(path)),
        schemaProblems(schema.schema, object).map((problem) => problem.slice(1).split(": ", 1)[0]),
        example,
      );
    }
  });
});
