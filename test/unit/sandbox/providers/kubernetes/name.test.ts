import assert from "node:assert/strict";
import { generatedName, isAutonamed, named } from "../../../../../sandbox/providers/kubernetes/name";
import type { NameSource } from "../../../../../sandbox/providers/kubernetes/name";
import { unknown } from "../../../../../sandbox/providers/values";

const source: NameSource = {
  logicalName: "config",
  randomSeed: new Uint8Array([1, 2, 3]),
  autonaming: undefined,
  olds: undefined,
};
const marked = { annotations: { "pulumi.com/autonamed": "true" } };

describe("names", () => {
  it("are the logical name and eight hex characters, the same for the same seed", () => {
    const name = generatedName("config", source.randomSeed);
    assert.match(name, /^config-[0-9a-f]{8}$/);
    assert.equal(generatedName("config", source.randomSeed), name);
    assert.notEqual(generatedName("config", new Uint8Array([1, 2, 4])), name);
  });

  it("are generated and marked when the program gives none", () => {
    const name = generatedName("config", source.randomSeed);
    assert.deepEqual(named({}, source), { metadata: { name, ...marked } });
    assert.equal(isAutonamed(named({ metadata: { labels: { a: "b" } } }, source) ?? {}), true);
  });

  it("stay as the program gives them, also when only the deployment will know them", () => {
    for (const object of [
      { metadata: { name: "own" } },
      { metadata: { name: unknown } },
      { metadata: unknown },
    ]) {
      assert.deepEqual(named(object, source), object);
    }
  });

  it("stay as an earlier deployment generated them", () => {
    const olds = { metadata: { name: "config-11111111", ...marked } };
    assert.deepEqual(named({}, { ...source, olds }), olds);
  });

  it("are new when the earlier name was the program's own", () => {
    const olds = { metadata: { name: "own" } };
    assert.deepEqual(named({}, { ...source, olds }), named({}, source));
  });

  it("follow the stack's autonaming configuration", () => {
    const proposed = named({}, { ...source, autonaming: { mode: "propose", proposedName: "wanted" } });
    assert.deepEqual(proposed, { metadata: { name: "wanted", ...marked } });
    assert.equal(named({}, { ...source, autonaming: { mode: "disable", proposedName: "" } }), undefined);
  });
});
