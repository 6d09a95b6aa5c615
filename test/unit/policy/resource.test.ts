import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as policy from "@pulumi/policy";
import fc from "fast-check";
import { declaredObject, identities, kubernetesObject, plain, protection } from "../../../policy/resource";
import { UNKNOWN } from "../../../safety";
import { application } from "../safety/objects";

/** Wraps the inputs of a resource as the engine hands them to a policy. Exported, but missing from the types. */
const { unknownCheckingProxy } = policy as unknown as { unknownCheckingProxy: (props: object) => object };

/** How the engine marks values that are not known at preview, by type. */
const unknowns = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

describe("plain", () => {
  it("copies a known object as it is", () => {
    const object = application("production");
    assert.deepEqual(plain(unknownCheckingProxy(object)), object);
  });

  for (const [type, sentinel] of Object.entries(unknowns)) {
    it(`turns an unknown ${type} into UNKNOWN, wherever it is`, () => {
      const props = {
        spec: { a: sentinel, b: [{ c: sentinel }, sentinel, "known"], d: { e: 1 } },
        f: sentinel,
      };
      assert.deepEqual(plain(unknownCheckingProxy(props)), {
        spec: { a: UNKNOWN, b: [{ c: UNKNOWN }, UNKNOWN, "known"], d: { e: 1 } },
        f: UNKNOWN,
      });
    });
  }

  it("takes what is no JSON for unknown", () => {
    const props = {
      asset: new pulumi.asset.StringAsset("x"),
      call: () => 1,
      date: new Date(0),
      nothing: undefined,
    };
    assert.deepEqual(plain(unknownCheckingProxy(props)), {
      asset: UNKNOWN,
      call: UNKNOWN,
      date: UNKNOWN,
      nothing: null,
    });
  });

  it("copies any JSON, in which any part may be unknown", () => {
    const sentinel = fc.constantFrom(...Object.values(unknowns));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        sentinel,
        fc.boolean(),
        fc.string(),
        fc.array(tie("value")),
        fc.dictionary(fc.string(), tie("value"), { noNullPrototype: true }),
      ),
    })).value;
    const expected = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null) {
        return Object.values(unknowns).includes(String(value)) ? UNKNOWN : value;
      }
      return Array.isArray(value)
        ? value.map(expected)
        : Object.fromEntries(Object.entries(value).map(([key, field]) => [key, expected(field)]));
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json, { noNullPrototype: true }), (props) => {
        assert.deepEqual(plain(unknownCheckingProxy(props)), expected(props));
      }),
    );
  });
});

describe("identities", () => {
  const app = { apiVersion: "argoproj.io/v1alpha1", kind: "Application" };

  it("takes the kind from the type token", () => {
    assert.deepEqual(identities("kubernetes:argoproj.io/v1alpha1:Application", {}), [app]);
    assert.deepEqual(identities("kubernetes:argoproj.io/v1alpha1:Application", app), [app]);
    assert.deepEqual(identities("kubernetes:argoproj.io/v1alpha1:ApplicationPatch", app), [app]);
    assert.deepEqual(identities("kubernetes:core/v1:Secret", {}), [{ apiVersion: "v1", kind: "Secret" }]);
  });

  it("takes it from the fields as well, which is how Pulumi YAML writes custom resources", () => {
    assert.deepEqual(identities("kubernetes:apiextensions.k8s.io:CustomResource", app), [
      { apiVersion: "apiextensions.k8s.io", kind: "CustomResource" },
      app,
    ]);
  });

  it("falls back to the token when the fields are not known yet", () => {
    const props = unknownCheckingProxy({ apiVersion: unknowns.string, kind: unknowns.string });
    assert.deepEqual(identities("kubernetes:argoproj.io/v1alpha1:Application", props), [app]);
  });

  it("knows no kind for resources of other providers", () => {
    for (const type of [
      "aws:s3/bucket:Bucket",
      "pulumi:pulumi:Stack",
      "pulumi:providers:kubernetes",
      "x",
      "",
    ]) {
      assert.deepEqual(identities(type, app), []);
    }
  });
});

describe("kubernetesObject", () => {
  it("is the resource under the kind that it was found as", () => {
    const identity = { apiVersion: "argoproj.io/v1alpha1", kind: "Application" };
    const props = unknownCheckingProxy({ kind: "ApplicationPatch", spec: { project: unknowns.string } });
    assert.deepEqual(kubernetesObject(identity, props), { ...identity, spec: { project: UNKNOWN } });
  });
});

describe("declaredObject", () => {
  it("is of the kind in its fields, and of the token's where they say nothing", () => {
    const app = { apiVersion: "argoproj.io/v1alpha1", kind: "Application" };
    const yaml = "kubernetes:apiextensions.k8s.io:CustomResource";
    assert.deepEqual(declaredObject(yaml, unknownCheckingProxy(app)), app);
    assert.deepEqual(declaredObject("kubernetes:core/v1:Secret", {}), { apiVersion: "v1", kind: "Secret" });
    const hidden = unknownCheckingProxy({ ...app, kind: unknowns.string });
    assert.deepEqual(declaredObject(yaml, hidden), { ...app, kind: UNKNOWN });
  });
});

describe("protection", () => {
  it("is unknown where the engine does not say it", () => {
    assert.deepEqual(protection({ protect: true }), { protect: true });
    assert.deepEqual(protection({}), { protect: UNKNOWN });
    assert.deepEqual(protection(undefined), { protect: UNKNOWN });
    assert.deepEqual(protection(unknownCheckingProxy({ protect: unknowns.boolean })), { protect: UNKNOWN });
  });
});
