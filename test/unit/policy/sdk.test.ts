import assert from "node:assert/strict";
import { createRequire } from "node:module";

import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { readOnce } from "../../../policy/sdk";

const load = createRequire(__filename);

describe("readOnce", () => {
  it("has the SDK read each resource's properties once, and no resource's for another", () => {
    readOnce();
    const sdk = load("@pulumi/policy/deserialize") as {
      deserializeProperties: (properties: Struct, keepSecrets: boolean) => object;
    };
    const proxies = load("@pulumi/policy/proxy") as { unknownCheckingProxy: (properties: object) => object };
    const [one, other] = [Struct.fromJavaScript({ a: "1" }), Struct.fromJavaScript({ a: "1" })];
    const read = sdk.deserializeProperties(one, false);
    assert.deepEqual(read, { a: "1" });
    assert.equal(sdk.deserializeProperties(one, false), read);
    assert.notEqual(sdk.deserializeProperties(other, false), read);
    assert.equal(proxies.unknownCheckingProxy(read), proxies.unknownCheckingProxy(read));
  });
});
