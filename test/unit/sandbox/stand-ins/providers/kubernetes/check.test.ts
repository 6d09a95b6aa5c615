import assert from "node:assert/strict";

import {
  generatedName,
  isAutonamed,
  named,
  type NameSource,
} from "../../../../../../sandbox/stand-ins/providers/kubernetes/check";
import {
  asSecret,
  textOf,
  unknown,
  type PlainObject,
  type Properties,
} from "../../../../../../sandbox/stand-ins/providers/values";
import { inputs, secretType, useSession } from "./session";

describe("kubernetes stand-in", () => {
  const test = useSession();

  describe("check", () => {
    it("fills in kind, name and namespace, and keeps secrets and unknowns", async () => {
      const news = { stringData: asSecret({ p: "hunter2", later: unknown }) };
      const { inputs: checked, failures } = await test().check(secretType, news);
      assert.deepEqual(failures, []);
      const { name, ...metadata } = checked.metadata as PlainObject;
      assert.match(textOf(name), /^logical-[0-9a-f]{8}$/);
      assert.deepEqual(metadata, { annotations: { "pulumi.com/autonamed": "true" }, namespace: "home" });
      assert.deepEqual(checked.data, asSecret({ p: "aHVudGVyMg==", later: unknown }));
      assert.equal(checked.apiVersion, "v1");
    });

    it("gives no namespace to what belongs to the whole cluster", async () => {
      const metadata = { name: "n", namespace: "wrong" };
      const { inputs: checked } = await test().check("kubernetes:core/v1:Namespace", { metadata });
      assert.deepEqual(checked.metadata, { name: "n" });
    });

    it("knows the scope of kinds whose definition the program creates", async () => {
      const spec = { group: "example.com", scope: "Cluster", names: { kind: "Tool" } };
      const definition = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
      await test().check(definition, { metadata: { name: "tools.example.com" }, spec });
      const known = await test().check("kubernetes:example.com/v1:Tool", { metadata: { name: "a" } });
      assert.deepEqual(known.inputs.metadata, { name: "a" });
      const other = await test().check("kubernetes:example.com/v1:Other", { metadata: { name: "a" } });
      assert.deepEqual(other.inputs.metadata, { name: "a", namespace: "home" });
    });

    it("refuses what contradicts the type, generateName, and waits that it cannot read", async () => {
      const reasons = async (news: Properties): Promise<string> =>
        (await test().check(secretType, news)).failures.map((failure) => failure.property).join();
      assert.equal(await reasons({ apiVersion: "v2", kind: "ConfigMap" }), "apiVersion,kind");
      assert.equal(await reasons({ metadata: { generateName: "a-" } }), "metadata.generateName");
      assert.equal(await reasons({ metadata: "a" }), "metadata");
      const annotations = { "pulumi.com/waitFor": "sometimes" };
      assert.equal(await reasons({ metadata: { annotations } }), "metadata.annotations");
    });

    it("fails when the API server does not answer", async () => {
      test().api.stop();
      await assert.rejects(test().check(secretType, {}), /Could not check .*did not answer \(ECONNREFUSED\)/);
    });

    it("fails before the provider is configured, instead of taking some cluster", async () => {
      test().session = test().open();
      await assert.rejects(test().check(secretType, {}), /never configured/);
    });
  });

  describe("diff", () => {
    const diff = async (oldInputs: Properties, news: Properties) =>
      test().session.diff({ type: secretType, oldInputs, oldOutputs: {}, news });

    it("deletes first when the old and the new object would have the same name", async () => {
      const changed = { ...inputs, data: asSecret({ p: "eA==" }) };
      assert.equal((await diff(inputs, changed)).deleteBeforeReplace, true);
      const renamed = { ...changed, metadata: { name: "b", namespace: "n" } };
      assert.equal((await diff(inputs, renamed)).deleteBeforeReplace, false);
      const metadata = {
        ...(inputs.metadata as Properties),
        annotations: { "pulumi.com/autonamed": "true" },
      };
      assert.equal(
        (await diff({ ...inputs, metadata }, { ...changed, metadata })).deleteBeforeReplace,
        false,
      );
    });

    it("takes the default namespace for no change", async () => {
      const at = (metadata: Properties): Properties => ({ ...inputs, metadata });
      assert.deepEqual((await diff(at({ name: "a" }), at({ name: "a", namespace: "home" }))).changes, []);
      const [change] = (await diff(at({ name: "a" }), at({ name: "a", namespace: "n" }))).changes;
      assert.deepEqual(change, { path: "metadata.namespace", kind: "update", replace: true });
    });
  });
});

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
