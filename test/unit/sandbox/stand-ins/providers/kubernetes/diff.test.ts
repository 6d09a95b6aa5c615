import assert from "node:assert/strict";

import { changesBetween, notation } from "../../../../../../sandbox/stand-ins/providers/kubernetes/diff";
import { immutablePaths } from "../../../../../../sandbox/stand-ins/providers/kubernetes/immutable";
import {
  asSecret,
  open,
  unknown,
  type Properties,
} from "../../../../../../sandbox/stand-ins/providers/values";

const immutableObjects = { secrets: false, configMaps: false };

function changes(olds: Properties, news: Properties, mutability = immutableObjects): string[] {
  const all = changesBetween(olds, news, immutablePaths(open(news), mutability));
  return all.map((change) => `${change.kind}${change.replace ? " and replace" : ""} ${change.path}`).sort();
}

function object(apiVersion: string, kind: string, rest: Properties): Properties {
  return { apiVersion, kind, metadata: { name: "a", namespace: "n" }, ...rest };
}

const application = (spec: Properties): Properties => object("argoproj.io/v1alpha1", "Application", { spec });

describe("paths", () => {
  it("are written in Pulumi's notation", () => {
    assert.equal(notation(["spec", "rules", 0, "host"]), "spec.rules[0].host");
    assert.equal(notation(["metadata", "annotations", "a.b/c"]), 'metadata.annotations["a.b/c"]');
    assert.equal(notation(['say "x"']), '["say \\"x\\""]');
  });
});

describe("diff", () => {
  it("finds nothing between equal inputs", () => {
    const inputs = application({ a: [1, { b: null }], secret: asSecret("s") });
    assert.deepEqual(changes(inputs, application({ a: [1, { b: null }], secret: asSecret("s") })), []);
  });

  it("names what was added, removed and changed, key by key and item by item", () => {
    const olds = application({ same: 1, gone: 1, list: [1, { b: 1 }, 3] });
    const news = application({ same: 1, more: 1, list: [1, { b: 2 }] });
    assert.deepEqual(changes(olds, news), [
      "add spec.more",
      "delete spec.gone",
      "delete spec.list[2]",
      "update spec.list[1].b",
    ]);
  });

  it("counts what is not known yet as a change", () => {
    assert.deepEqual(changes(application({ a: 1 }), application({ a: unknown })), ["update spec.a"]);
    assert.deepEqual(changes(application({}), application({ a: unknown })), ["add spec.a"]);
  });

  it("shows a changed secret by the path of the whole secret only", () => {
    const olds = application({ auth: asSecret({ user: "a", password: "b" }) });
    const news = application({ auth: asSecret({ user: "a", other: "b" }) });
    assert.deepEqual(changes(olds, news), ["update spec.auth"]);
  });

  it("updates, but never replaces, when a value only becomes secret: the state must lose the clear text", () => {
    const inputs = (data: Properties[string]): Properties => object("v1", "ConfigMap", { data });
    assert.deepEqual(changes(inputs({ a: "x" }), inputs({ a: asSecret("x") })), ["update data.a"]);
    assert.deepEqual(changes(inputs({ a: asSecret("x") }), inputs({ a: "x" })), []);
  });

  it("replaces when name, namespace, kind or group change, not when the version does", () => {
    const base = object("a.b/v1", "X", {});
    const renamed = { ...base, metadata: { name: "b", namespace: "n" } };
    const moved = { ...base, metadata: { name: "a", namespace: unknown } };
    assert.deepEqual(changes(base, renamed), ["update and replace metadata.name"]);
    assert.deepEqual(changes(base, moved), ["update and replace metadata.namespace"]);
    assert.deepEqual(changes(base, { ...base, kind: "Y" }), ["update and replace kind"]);
    assert.deepEqual(changes(base, { ...base, apiVersion: "c.d/v1" }), ["update and replace apiVersion"]);
    assert.deepEqual(changes(base, { ...base, apiVersion: "a.b/v2" }), ["update apiVersion"]);
  });

  it("does not replace for other metadata", () => {
    const base = object("a.b/v1", "X", {});
    const labelled = { ...base, metadata: { name: "a", namespace: "n", labels: { x: "y" } } };
    assert.deepEqual(changes(base, labelled), ["add metadata.labels"]);
  });

  it("replaces for the fields that Kubernetes does not let change", () => {
    const claim = (spec: Properties): Properties => object("v1", "PersistentVolumeClaim", { spec });
    const size = (storage: string): Properties => claim({ resources: { requests: { storage } } });
    assert.deepEqual(changes(size("1Gi"), size("2Gi")), ["update spec.resources.requests.storage"]);
    assert.deepEqual(changes(claim({ storageClassName: "a" }), claim({ storageClassName: "b" })), [
      "update and replace spec.storageClassName",
    ]);
    const binding = (name: string): Properties =>
      object("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef: { name } });
    assert.deepEqual(changes(binding("a"), binding("b")), ["update and replace roleRef.name"]);
  });

  it("replaces when a whole branch with such a field comes, goes or is not known yet", () => {
    const set = (rest: Properties): Properties => object("apps/v1", "StatefulSet", rest);
    assert.deepEqual(changes(set({}), set({ spec: { serviceName: "a" } })), ["add and replace spec"]);
    assert.deepEqual(changes(set({ spec: { serviceName: "a" } }), set({})), ["delete and replace spec"]);
    assert.deepEqual(changes(set({ spec: {} }), set({ spec: unknown })), ["update and replace spec"]);
    assert.deepEqual(changes(set({}), set({ spec: { replicas: 1 } })), ["add spec"]);
  });

  it("replaces Secrets and ConfigMaps whose contents change, unless the provider may change them", () => {
    const secret = (value: string): Properties => object("v1", "Secret", { data: asSecret({ a: value }) });
    assert.deepEqual(changes(secret("x"), secret("y")), ["update and replace data"]);
    assert.deepEqual(changes(secret("x"), secret("y"), { secrets: true, configMaps: false }), [
      "update data",
    ]);
    const map = (value: string, rest: Properties = {}): Properties =>
      object("v1", "ConfigMap", { data: { a: value }, ...rest });
    const mutable = { secrets: false, configMaps: true };
    assert.deepEqual(changes(map("x"), map("y")), ["update and replace data.a"]);
    assert.deepEqual(changes(map("x"), map("y"), mutable), ["update data.a"]);
    assert.deepEqual(changes(map("x", { immutable: true }), map("y", { immutable: true }), mutable), [
      "update and replace data.a",
    ]);
  });
});
