import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";

import { keepDefinitions } from "../../../../components/chart/install";
import { protectionAnnotations, protectionLabels } from "../../../../components/protection";
import { needShared } from "../../../support/shared";

const type = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";

/** A CRD, as far as the tests look into it. */
interface Definition extends Record<string, unknown> {
  kind?: string;
  metadata: { name: string; labels?: object; annotations?: object };
}

function definitions(file: string): Definition[] {
  return parseAllDocuments(readFileSync(file, "utf8"))
    .map((one) => one.toJS() as Definition | null)
    .filter((one) => one?.kind === "CustomResourceDefinition") as Definition[];
}

function transform(props: pulumi.Inputs, protect = true, of = type) {
  const args = { type: of, name: "n", custom: true, props, opts: { ignoreChanges: ["status"] } };
  return keepDefinitions(protect)(args) as pulumi.ResourceTransformResult | undefined;
}

/** The object without any text that documents a schema: an independent, recursive copy. */
function undocumented(value: unknown, inProperties = false): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => undocumented(one));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const kept = Object.entries(value).filter(
    ([key, field]) => inProperties || key !== "description" || typeof field !== "string",
  );
  return Object.fromEntries(
    kept.map(([key, field]) => [key, undocumented(field, key === "properties" && !inProperties)]),
  );
}

const size = (value: unknown) => JSON.stringify(value).length;

describe("keepDefinitions", function () {
  // The official files are long.
  this.timeout(120_000);

  it("leaves the schema of every official CRD as it is, apart from descriptions", function () {
    const folder = needShared(this, "crds");
    for (const crd of readdirSync(folder).flatMap((file) => definitions(join(folder, file)))) {
      const { spec } = transform(crd)?.props as { spec: unknown };
      assert.deepEqual(spec, undocumented(crd.spec), crd.metadata.name);
    }
  });

  it("makes the operator's CRDs less than half as large", function () {
    const crds = definitions(needShared(this, "crds/mariadb-operator.yaml"));
    assert.equal(crds.length, 12);
    const before = crds.reduce((sum, crd) => sum + size(crd), 0);
    const after = crds.reduce((sum, crd) => sum + size(transform(crd)?.props), 0);
    assert.ok(after < before / 2, `${before} to ${after}`);
  });

  it("keeps a property that is called description", () => {
    const schema = {
      description: "documentation",
      properties: { description: { type: "string", description: "documentation" } },
    };
    const { spec } = transform({ spec: { schema } })?.props as { spec: unknown };
    assert.deepEqual(spec, { schema: { properties: { description: { type: "string" } } } });
  });

  it("keeps each CRD on destroy, and protects it where asked to", () => {
    for (const protect of [true, false]) {
      assert.deepEqual(transform({}, protect)?.opts, {
        ignoreChanges: ["status"],
        retainOnDelete: true,
        protect,
      });
    }
  });

  it("labels each CRD for the guard and for the engines, beside what the chart says", () => {
    const metadata = { name: "x", labels: { a: "b" }, annotations: { c: "d" } };
    assert.deepEqual((transform({ metadata })?.props as { metadata: unknown }).metadata, {
      name: "x",
      labels: { a: "b", ...protectionLabels },
      annotations: { c: "d", ...protectionAnnotations },
    });
  });

  it("changes what it has changed no more, because a packaged component transforms twice", function () {
    for (const crd of definitions(needShared(this, "crds/mariadb-operator.yaml"))) {
      const once = transform(crd)?.props ?? {};
      assert.deepEqual(transform(once)?.props, once);
    }
  });

  it("leaves everything else of a chart alone", () => {
    assert.equal(transform({ spec: {} }, true, "kubernetes:apps/v1:Deployment"), undefined);
  });
});
