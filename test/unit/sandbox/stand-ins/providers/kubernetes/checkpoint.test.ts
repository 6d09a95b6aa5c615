import assert from "node:assert/strict";

import {
  fieldManagerOf,
  foretoldOutputs,
  foretoldUpdate,
  outputsOf,
  refreshedInputs,
  seal,
} from "../../../../../../sandbox/stand-ins/providers/kubernetes/checkpoint";
import {
  asSecret,
  unknown,
  type PlainObject,
  type Properties,
} from "../../../../../../sandbox/stand-ins/providers/values";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const metadata = { name: "a", uid: "1", resourceVersion: "2", creationTimestamp: "now" };
const secretInputs: Properties = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "a" },
  data: { p: "eA==" },
};

function mariadb(spec: PlainObject): PlainObject {
  return { apiVersion: "k8s.mariadb.com/v1alpha1", kind: "MariaDB", metadata: { name: "a" }, spec };
}

describe("outputs", () => {
  it("hold the live object, what is secret marked, and what the official provider keeps", () => {
    const inputs = { ...mariadb({}), spec: { password: asSecret("x"), replicas: 1 } };
    const live = {
      ...mariadb({ password: "x", replicas: 1, port: 3306 }),
      metadata: { ...metadata, managedFields: [] },
    };
    assert.deepEqual(outputsOf(live, inputs, "manager"), {
      apiVersion: "k8s.mariadb.com/v1alpha1",
      kind: "MariaDB",
      metadata,
      spec: { password: asSecret("x"), replicas: 1, port: 3306 },
      __inputs: inputs,
      __initialApiVersion: "k8s.mariadb.com/v1alpha1",
      __fieldManager: "manager",
    });
  });

  it("mark the contents of every Secret, also of one that was never marked", () => {
    const outputs = outputsOf(
      { apiVersion: "v1", kind: "Secret", metadata, data: { p: "eA==" } },
      secretInputs,
      "m",
    );
    assert.deepEqual(outputs.data, asSecret({ p: "eA==" }));
  });

  it("mark kubectl's copy of a Secret in its annotations", () => {
    const object = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { annotations: { [lastApplied]: "{}", other: "x" } },
    };
    assert.deepEqual(seal(object, {}).metadata, {
      annotations: { [lastApplied]: asSecret("{}"), other: "x" },
    });
    const mixed = { metadata: { annotations: { other: asSecret("x") } } };
    assert.deepEqual(seal(object, mixed).metadata, {
      annotations: { [lastApplied]: asSecret("{}"), other: asSecret("x") },
    });
  });

  it("of a dry run leave open what only the real run decides", () => {
    const dryRun = { ...mariadb({}), metadata, status: { ready: false } };
    const created = foretoldOutputs(dryRun, mariadb({}), "m");
    assert.deepEqual(created.metadata, {
      name: "a",
      uid: unknown,
      resourceVersion: unknown,
      creationTimestamp: unknown,
    });
    assert.equal(created.status, undefined);
    const updated = foretoldUpdate(dryRun, mariadb({}), "m");
    assert.deepEqual(updated.metadata, { ...metadata, resourceVersion: unknown });
    assert.deepEqual(updated.status, { ready: false });
  });

  it("keep the field manager of the annotation, else of the state, else the default", () => {
    const annotated = { metadata: { annotations: { "pulumi.com/patchFieldManager": "mine" } } };
    assert.equal(fieldManagerOf(annotated, { __fieldManager: "old" }), "mine");
    assert.equal(fieldManagerOf({}, { __fieldManager: "old" }), "old");
    assert.equal(fieldManagerOf({}, {}), "pulumi-kubernetes");
  });
});

describe("refreshed inputs", () => {
  const refreshed = (inputs: PlainObject, before: PlainObject, live: PlainObject): Properties =>
    refreshedInputs(mariadb(inputs), outputsOf(mariadb(before), mariadb(inputs), "m"), mariadb(live));

  it("stay as they were written when the object did not change, whatever the API server made of them", () => {
    const inputs = { memory: "1024Mi", ports: [{ port: 1 }] };
    const live = { memory: "1Gi", ports: [{ port: 1, protocol: "TCP" }], defaulted: true };
    assert.deepEqual(refreshed(inputs, live, live), mariadb(inputs));
  });

  it("take over what somebody changed, and only that", () => {
    const inputs = { replicas: 3, memory: "1024Mi", list: [{ a: 1 }, { a: 2 }] };
    const before = {
      replicas: 3,
      memory: "1Gi",
      list: [
        { a: 1, d: 0 },
        { a: 2, d: 0 },
      ],
    };
    const live = {
      replicas: 1,
      memory: "1Gi",
      list: [
        { a: 1, d: 0 },
        { a: 9, d: 0 },
      ],
    };
    assert.deepEqual(
      refreshed(inputs, before, live),
      mariadb({ replicas: 1, memory: "1024Mi", list: [{ a: 1 }, { a: 9 }] }),
    );
  });

  it("lose what somebody removed", () => {
    assert.deepEqual(
      refreshed({ a: 1, b: { c: 1 } }, { a: 1, b: { c: 1 } }, { a: 1, b: {} }),
      mariadb({ a: 1, b: {} }),
    );
    assert.deepEqual(refreshed({ a: 1 }, { a: 1 }, {}), mariadb({}));
  });

  it("take over lists of another length whole", () => {
    assert.deepEqual(refreshed({ l: [1] }, { l: [1] }, { l: [1, 2] }), mariadb({ l: [1, 2] }));
  });

  it("keep what the API server never gives back", () => {
    assert.deepEqual(refreshed({ writeOnly: "x" }, {}, {}), mariadb({ writeOnly: "x" }));
  });

  it("stay secret, with the new value", () => {
    const inputs = { ...secretInputs, data: asSecret({ p: "eA==" }) };
    const live = { apiVersion: "v1", kind: "Secret", metadata, data: { p: "eQ==" } };
    const outputs = outputsOf({ ...live, data: { p: "eA==" } }, inputs, "m");
    assert.deepEqual(refreshedInputs(inputs, outputs, live), {
      ...secretInputs,
      data: asSecret({ p: "eQ==" }),
    });
  });

  it("of an import are the live object without what only the API server writes", () => {
    const live = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, annotations: { [lastApplied]: "{}", a: "b" } },
      data: { p: "eA==" },
      status: {},
    };
    assert.deepEqual(refreshedInputs({}, {}, live), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a", annotations: { a: "b" } },
      data: asSecret({ p: "eA==" }),
    });
  });
});
