import assert from "node:assert/strict";

import {
  normalize,
  toProgram,
  toServer,
} from "../../../../../../sandbox/stand-ins/providers/kubernetes/normalize";
import { unknown } from "../../../../../../sandbox/stand-ins/providers/values";

const secret = { apiVersion: "v1", kind: "Secret" };

describe("normalisation", () => {
  it("turns a Secret's stringData into data, where it wins", () => {
    const object = { ...secret, data: { a: "b2xk", keep: "a2\nVlcA==" }, stringData: { a: "new" } };
    assert.deepEqual(normalize(object), { ...secret, data: { a: "bmV3", keep: "a2VlcA==" } });
  });

  it("keeps values that are not known yet", () => {
    const object = { ...secret, stringData: { a: unknown, b: "x" } };
    assert.deepEqual(normalize(object), { ...secret, data: { a: unknown, b: "eA==" } });
    assert.deepEqual(normalize({ ...secret, stringData: unknown }), { ...secret, stringData: unknown });
  });

  it("leaves to the API server to refuse what is no text", () => {
    assert.deepEqual(normalize({ ...secret, stringData: { a: 1 } }), { ...secret, data: { a: 1 } });
  });

  it("touches no other kind called Secret, and no Secret without data", () => {
    const other = { apiVersion: "example.com/v1", kind: "Secret", stringData: { a: "x" } };
    assert.deepEqual(normalize(other), other);
    assert.deepEqual(normalize(secret), secret);
  });

  it("takes out what only the API server writes", () => {
    const metadata = {
      name: "a",
      uid: "1",
      resourceVersion: "2",
      managedFields: [],
      creationTimestamp: "now",
    };
    assert.deepEqual(normalize({ kind: "ConfigMap", metadata }), {
      kind: "ConfigMap",
      metadata: { name: "a" },
    });
    const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    assert.deepEqual(normalize({ ...definition, status: {} }), definition);
  });
});

describe("schema keys", () => {
  const server = {
    schema: [{ "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-validations": [] }],
  };
  const program = { schema: [{ x_kubernetes_preserve_unknown_fields: true, x_kubernetes_validations: [] }] };

  it("are written with dashes for the API server and with underscores for programs", () => {
    assert.deepEqual(toServer(program), server);
    assert.deepEqual(toProgram(server), program);
  });

  it("leave every other key alone", () => {
    const other = { "x-kubernetes-other": 1, x_other: { "a-b": 1 } };
    assert.deepEqual(toServer(other), other);
    assert.deepEqual(toProgram(other), other);
  });
});
