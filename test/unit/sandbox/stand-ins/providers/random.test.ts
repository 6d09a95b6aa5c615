import assert from "node:assert/strict";

import { random } from "../../../../../sandbox/stand-ins/providers/random";
import {
  asSecret,
  isSecret,
  textOf,
  unknown,
  type Properties,
} from "../../../../../sandbox/stand-ins/providers/values";

const password = "random:index/randomPassword:RandomPassword";
const session = random.openSession();

async function failuresOf(type: string, news: Properties): Promise<string[]> {
  const request = { type, name: "x", olds: {}, news, randomSeed: new Uint8Array(), autonaming: undefined };
  return (await session.check(request)).failures.map((failure) => `${failure.property}: ${failure.reason}`);
}

async function changes(type: string, oldInputs: Properties, news: Properties): Promise<string[]> {
  const { changes: all } = await session.diff({ type, oldInputs, oldOutputs: {}, news });
  assert.ok(
    all.every((change) => change.replace),
    "a generated value is never changed in place",
  );
  return all.map((change) => `${change.kind} ${change.path}`);
}

async function create(type: string, inputs: Properties, preview = false) {
  return session.create({ type, inputs, preview, timeout: 0 });
}

describe("random stand-in", () => {
  it("accepts the official inputs", async () => {
    const inputs = {
      length: 20,
      lower: true,
      upper: false,
      numeric: true,
      special: true,
      minLower: 1,
      minUpper: 0,
      minNumeric: 2,
      minSpecial: 3,
      overrideSpecial: "_",
      keepers: { version: "1" },
    };
    assert.deepEqual(await failuresOf(password, inputs), []);
    assert.deepEqual(await failuresOf(password, { length: unknown, keepers: unknown }), []);
  });

  it("refuses inputs that it does not know or cannot honour", async () => {
    assert.match((await failuresOf(password, { length: 8, minimum: 1 })).join(), /no input "minimum"/);
    assert.match((await failuresOf(password, {})).join(), /^length: .*at least 1/);
    assert.match((await failuresOf(password, { length: "8" })).join(), /whole number/);
    assert.match(
      (await failuresOf(password, { length: 3, minLower: 2, minUpper: 2 })).join(),
      /sum of the minima, 4/,
    );
    assert.match((await failuresOf(password, { length: 3, special: "no" })).join(), /must be a boolean/);
    assert.match(
      (await failuresOf(password, { length: 3, numeric: true, number: false })).join(),
      /contradicts/,
    );
    const off = { lower: false, upper: false, numeric: false, special: false };
    assert.match(
      (await failuresOf(password, { length: 3, ...off })).join(),
      /Every class of characters is off/,
    );
  });

  it("makes a password secret and a string not", async () => {
    const made = await create(password, { length: 16 });
    assert.equal(made.id, "none");
    assert.ok(isSecret(made.outputs.result));
    assert.equal(textOf(made.outputs.result.value).length, 16);
    assert.deepEqual(
      { ...made.outputs, result: "" },
      {
        length: 16,
        lower: true,
        upper: true,
        numeric: true,
        number: true,
        special: true,
        minLower: 0,
        minUpper: 0,
        minNumeric: 0,
        minSpecial: 0,
        result: "",
      },
    );
    const text = await create("random:index/randomString:RandomString", { length: 16, number: false });
    assert.match(textOf(text.outputs.result), /^[^0-9]{16}$/);
    assert.equal(text.id, text.outputs.result);
  });

  it("knows the result only after creation", async () => {
    const { id, outputs } = await create(password, { length: 16 }, true);
    assert.equal(id, "");
    assert.equal(outputs.result, unknown);
    assert.equal(outputs.length, 16);
  });

  it("replaces on every change, and only on a change", async () => {
    assert.deepEqual(await changes(password, { length: 16 }, { length: 16, special: true, minLower: 0 }), []);
    assert.deepEqual(await changes(password, { length: 16, __defaults: [] }, { length: 16 }), []);
    assert.deepEqual(await changes(password, { length: 16 }, { length: 17 }), ["update length"]);
    assert.deepEqual(await changes(password, { length: 16 }, { length: 16, keepers: { a: "1" } }), [
      "add keepers",
    ]);
    assert.deepEqual(await changes(password, { length: 16, overrideSpecial: "_" }, { length: 16 }), [
      "delete overrideSpecial",
    ]);
    assert.deepEqual(await changes(password, { length: 16 }, { length: unknown }), ["update length"]);
  });

  it("makes ids and bytes, the prefix before every notation but not in the id", async () => {
    const made = await create("random:index/randomId:RandomId", { byteLength: 4, prefix: "db-" });
    assert.match(textOf(made.outputs.hex), /^db-[0-9a-f]{8}$/);
    assert.match(textOf(made.outputs.dec), /^db-\d+$/);
    assert.equal(`db-${made.id}`, made.outputs.b64Url);
    const bytes = await create("random:index/randomBytes:RandomBytes", { length: 3 });
    assert.ok(isSecret(bytes.outputs.base64) && isSecret(bytes.outputs.hex));
  });

  it("keeps a secret input secret in the outputs", async () => {
    const { outputs } = await create(password, { length: 16, keepers: { seed: asSecret("s") } });
    assert.deepEqual(outputs.keepers, { seed: asSecret("s") });
  });

  it("refreshes from the state, and cannot import", async () => {
    const outputs = { result: asSecret("x") };
    const read = { type: password, id: "none", inputs: { length: 1 }, outputs };
    assert.deepEqual(await session.read(read), { inputs: { length: 1 }, outputs });
    await assert.rejects(session.read({ ...read, inputs: {}, outputs: {} }), /Importing .* not supported/);
  });

  it("says that other resources and settings need the official plugin", async () => {
    const pet = "random:index/randomPet:RandomPet";
    await assert.rejects(create(pet, {}), /RandomPet is not supported.*plugin install resource random/);
    assert.match(session.checkConfig({ version: "4.21.2", seed: "1" })[0]?.reason ?? "", /setting seed/);
    assert.throws(() => {
      session.configure({ seed: "1" });
    }, /setting seed/);
  });
});
