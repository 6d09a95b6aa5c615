import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";

import { customResourceDefinition, type CustomResourceDefinition } from "../../../schemas/crd";
import { mariadbGroup, mariadbKinds, type MariaDbKindName } from "../../../schemas/mariadb";
import { forDefinition, structural, type StructuralSchema } from "../../../schemas/structural";
import { needShared } from "../../support/shared";
import { children, without2610 } from "./walk";

const kinds = Object.keys(mariadbKinds) as MariaDbKindName[];

/** The operator's own definitions by kind. */
function official(context: Mocha.Context): Map<string, CustomResourceDefinition> {
  const text = readFileSync(needShared(context, "crds", "mariadb-operator.yaml"), "utf8");
  const documents = text
    .split(/^---$/m)
    .filter((document) => document.includes("kind: CustomResourceDefinition"));
  const definitions = documents.map((document) => parse(document) as CustomResourceDefinition);
  return new Map(definitions.map((definition) => [definition.spec.names.kind, definition]));
}

/** The keywords of one schema, without those inside it and without prose. */
function own(schema: StructuralSchema): Record<string, unknown> {
  const nested = ["description", "properties", "items", "additionalProperties"];
  const keywords = Object.entries(schema).filter(([keyword]) => !nested.includes(keyword));
  const { required, ...rest } = Object.fromEntries(keywords) as { required?: string[] };
  return { ...rest, ...(required === undefined ? {} : { required: required.toSorted() }) };
}

/** Every difference between two schemas, at any depth; a node that ours leaves open is not entered. */
function differences(ours: StructuralSchema, theirs: StructuralSchema, path: string): string[] {
  if (ours["x-kubernetes-preserve-unknown-fields"] === true) {
    return [];
  }
  const found = isEqual(own(ours), own(theirs))
    ? []
    : [`${path}: ours ${JSON.stringify(own(ours))}, official ${JSON.stringify(own(theirs))}`];
  const ourChildren = new Map(children(ours));
  const theirChildren = new Map(children(theirs));
  for (const [step, child] of theirChildren) {
    const same = ourChildren.get(step);
    if (same === undefined) {
      found.push(`${path}${step}: missing in ours`);
    } else {
      found.push(...differences(same, child, path + step));
    }
  }
  for (const step of ourChildren.keys()) {
    if (!theirChildren.has(step)) {
      found.push(`${path}${step}: unknown to the operator`);
    }
  }
  return found;
}

function withoutProse(column: object): object {
  return Object.fromEntries(Object.entries(column).filter(([key]) => key !== "description"));
}

function isEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

/** Our schema of a kind's spec as of release 26.6.0, which the official definitions here are of. */
function oursOf266(kind: MariaDbKindName): StructuralSchema {
  return forDefinition(without2610(structural(mariadbKinds[kind].spec)));
}

function specOf(definition: CustomResourceDefinition): StructuralSchema {
  const spec = definition.spec.versions[0].schema.openAPIV3Schema.properties?.spec;
  assert.ok(spec, `${definition.metadata.name} has no spec`);
  return spec;
}

describe("the schemas beside the definitions of mariadb-operator", () => {
  let definitions: Map<string, CustomResourceDefinition>;

  before(function () {
    this.timeout(60_000);
    definitions = official(this);
  });

  const theirs = (kind: string): CustomResourceDefinition => {
    const definition = definitions.get(kind);
    assert.ok(definition, `the operator has no kind ${kind}`);
    return definition;
  };

  it("hold the same kinds, all of one group", () => {
    assert.deepEqual([...definitions.keys()].toSorted(), kinds.toSorted());
    for (const { spec } of definitions.values()) {
      assert.equal(spec.group, mariadbGroup);
    }
  });

  it("differ from a definition in which a field was renamed, so that this comparison can fail", () => {
    const spec = specOf(theirs("Database"));
    const { cleanupPolicy = {}, ...others } = spec.properties ?? {};
    const renamed = { ...spec, properties: { ...others, cleanUpPolicy: cleanupPolicy } };
    assert.deepEqual(differences(oursOf266("Database"), renamed, "spec"), [
      "spec.cleanUpPolicy: missing in ours",
      "spec.cleanupPolicy: unknown to the operator",
    ]);
  });

  it("differ where a later release added a field, so that its mark is needed", () => {
    const unmarked = forDefinition(structural(mariadbKinds.PointInTimeRecovery.spec));
    assert.deepEqual(differences(unmarked, specOf(theirs("PointInTimeRecovery")), "spec"), [
      'spec.compression: ours {"type":"string","enum":["none","bzip2","gzip","zstd"]}, ' +
        'official {"enum":["none","bzip2","gzip"],"type":"string"}',
      "spec.compressionThreads: unknown to the operator",
    ]);
  });

  for (const kind of kinds) {
    describe(kind, () => {
      it("has the same names, scope and version", () => {
        const { names, scope, versions } = customResourceDefinition(kind).spec;
        const { spec, metadata } = theirs(kind);
        assert.deepEqual({ names, scope }, { names: spec.names, scope: spec.scope });
        assert.deepEqual([metadata.name], [customResourceDefinition(kind).metadata.name]);
        assert.deepEqual(
          versions.map(({ name, served, storage }) => ({ name, served, storage })),
          spec.versions.map(({ name, served, storage }) => ({ name, served, storage })),
        );
      });

      it("has the same subresources and columns", () => {
        const ours = customResourceDefinition(kind).spec.versions[0];
        const official = theirs(kind).spec.versions[0];
        assert.deepEqual(ours.subresources, official.subresources);
        assert.deepEqual(ours.additionalPrinterColumns, official.additionalPrinterColumns.map(withoutProse));
      });

      it("has the same fields, defaults, limits and CEL rules at every depth of its spec", () => {
        assert.deepEqual(differences(oursOf266(kind), specOf(theirs(kind)), "spec"), []);
      });

      it("asks for the same fields at the top", () => {
        const ours = customResourceDefinition(kind).spec.versions[0].schema.openAPIV3Schema;
        const official = theirs(kind).spec.versions[0].schema.openAPIV3Schema;
        assert.deepEqual(ours.required ?? [], official.required ?? []);
        assert.deepEqual(
          Object.keys(ours.properties ?? {}).toSorted(),
          Object.keys(official.properties ?? {}).toSorted(),
        );
      });
    });
  }
});
