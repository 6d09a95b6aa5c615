import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { missingProtection } from "../support/missing-protection";
import { Environment } from "../../components/environments";
import { SealedSecret, type SealedSecretArgs } from "../../components/secrets/sealed-secret";
import { SealingScope } from "../../components/secrets/sealing/seal";
import { only, recordGraph, secretPaths, unknownPaths, type GraphOptions } from "../support/graph";
import { testKey, type TestKey } from "../support/sealing-key";
import { open } from "../unit/components/sealing/open";

const type = "kubernetes:bitnami.com/v1alpha1:SealedSecret";
const sentinel = "plaintext-of-the-password";

describe("SealedSecret", () => {
  let key: TestKey;
  before(async () => {
    key = await testKey();
  });

  const outputs = () => ({ result: pulumi.secret("salt".repeat(16)) });
  const argsWith = (changed: Partial<SealedSecretArgs> = {}): SealedSecretArgs => ({
    environment: "dev",
    name: "mariadb-root",
    namespace: "mariadb-dev",
    data: { password: pulumi.secret(sentinel) },
    certificate: key.certificate,
    ...changed,
  });
  const graphOf = (changed: Partial<SealedSecretArgs> = {}, options: GraphOptions = {}) =>
    recordGraph(() => new SealedSecret("root", argsWith(changed)), { outputs, ...options });
  const objectOf = async (changed: Partial<SealedSecretArgs> = {}): Promise<Sealed> =>
    only(await graphOf(changed), type).inputs as unknown as Sealed;

  it("registers ciphertext that is no secret, and the plaintext nowhere", async () => {
    const graph = await graphOf();
    const { inputs } = only(graph, type);
    assert.deepEqual(secretPaths(inputs), []);
    const base64 = Buffer.from(sentinel).toString("base64");
    for (const text of [sentinel, base64, "saltsalt"]) {
      assert.ok(!JSON.stringify(graph).includes(text));
    }
    const sealed = (inputs as unknown as Sealed).spec.encryptedData.password ?? "";
    assert.equal(open(sealed, key.privateKey, "mariadb-dev/mariadb-root").toString(), sentinel);
  });

  it("registers the same when nothing changed, and new ciphertext only for the value that did", async () => {
    const data = { password: "one", user: "app" };
    const before = (await objectOf({ data })).spec.encryptedData;
    assert.deepEqual((await objectOf({ data })).spec.encryptedData, before);
    const after = (await objectOf({ data: { ...data, password: "two" } })).spec.encryptedData;
    assert.notEqual(after.password, before.password);
    assert.equal(after.user, before.user);
    const { certificate } = await testKey();
    assert.notEqual((await objectOf({ data, certificate })).spec.encryptedData.user, before.user);
  });

  it("has a salt of its own, of at least 256 bits, that is a secret", async () => {
    const salt = only(await graphOf(), "random:index/randomPassword:RandomPassword", "root-salt");
    assert.deepEqual(salt.inputs, { length: 64, special: false });
    assert.match(salt.parent, /SealedSecret::root$/);
  });

  it("makes a Secret that outlives it, that the controller still updates, and that the operator watches", async () => {
    const { template } = (await objectOf()).spec;
    assert.equal(
      template.metadata.annotations["sealedsecrets.bitnami.com/skip-set-owner-references"],
      "true",
    );
    // Without it the controller creates the Secret and then reports that it belongs to somebody else.
    assert.equal(template.metadata.annotations["sealedsecrets.bitnami.com/managed"], "true");
    assert.equal(template.metadata.labels["k8s.mariadb.com/watch"], "");
    assert.equal(template.type, "Opaque");
  });

  it("protects itself and its Secret from both engines and the guard, whatever the caller's metadata says", async () => {
    const object = await objectOf({
      labels: { team: "data", "mariadb-gitops.dev/protected": "false" },
      annotations: { note: "kept", "argocd.argoproj.io/sync-options": "Prune=true" },
    });
    assert.deepEqual(missingProtection(object), []);
    const { metadata } = object.spec.template;
    assert.deepEqual(missingProtection({ apiVersion: "v1", kind: "Secret", metadata }), []);
    assert.equal(metadata.labels.team, "data");
    assert.equal(metadata.annotations.note, "kept");
  });

  it("takes over the fields of a SealedSecret that is there already only with adopt", async () => {
    const patchForce = async (changed: Partial<SealedSecretArgs>): Promise<string | undefined> =>
      (await objectOf(changed)).metadata.annotations["pulumi.com/patchForce"];
    assert.equal(await patchForce({ adopt: true }), "true");
    assert.equal(await patchForce({ adopt: false }), undefined);
    assert.equal(await patchForce({}), undefined);
  });

  it("keeps its protection, and gives its Secret none of the annotations that are for Pulumi, with adopt", async () => {
    const object = await objectOf({ adopt: true });
    assert.deepEqual(missingProtection(object), []);
    assert.equal(object.spec.template.metadata.annotations["pulumi.com/patchForce"], undefined);
  });

  for (const [scope, label, annotation] of [
    [SealingScope.Strict, "mariadb-dev/mariadb-root", undefined],
    [SealingScope.NamespaceWide, "mariadb-dev", "sealedsecrets.bitnami.com/namespace-wide"],
    [SealingScope.ClusterWide, "", "sealedsecrets.bitnami.com/cluster-wide"],
  ] as const) {
    it(`seals for the scope ${scope} and says so on both objects`, async () => {
      const { metadata, spec } = await objectOf({ scope });
      assert.equal(open(spec.encryptedData.password ?? "", key.privateKey, label).toString(), sentinel);
      for (const { annotations } of [metadata, spec.template.metadata]) {
        const scopes = Object.keys(annotations).filter((name) => name.endsWith("-wide"));
        assert.deepEqual(scopes, annotation === undefined ? [] : [annotation]);
      }
    });
  }

  for (const environment of Object.values(Environment)) {
    it(`is kept on destroy in ${environment}, and protected where the table says so`, async () => {
      const found = only(await graphOf({ environment }), type);
      assert.deepEqual([found.retainOnDelete, found.protect], [true, environment !== "dev"]);
      const off = only(await graphOf({ environment, deletionProtection: false }), type);
      assert.deepEqual([off.retainOnDelete, off.protect], [true, false]);
    });
  }

  it("inherits the provider, and waits for what it depends on", async () => {
    const graph = await recordGraph(
      () => {
        const provider = new k8s.Provider("cluster", { context: "here" });
        const first = new k8s.core.v1.Namespace("first", {}, { provider });
        new SealedSecret("root", argsWith(), { providers: [provider], dependsOn: first });
      },
      { outputs },
    );
    const { provider, dependencies, parent } = only(graph, type);
    assert.match(provider, /pulumi:providers:kubernetes::cluster::/);
    assert.ok(dependencies.some((urn) => urn.endsWith("Namespace::first")));
    assert.match(parent, /mariadb-gitops:index:SealedSecret::root$/);
  });

  it("leaves unknown in a preview only the value that nobody knows yet", async () => {
    const graph = await recordGraph(
      () => {
        const { result } = new random.RandomPassword("unknown", { length: 1 });
        new SealedSecret("root", argsWith({ data: { user: "app", password: result } }));
      },
      { preview: true, outputs: (_type, { length }) => (length === 1 ? {} : outputs()) },
    );
    assert.deepEqual(unknownPaths(only(graph, type).inputs), ["spec.encryptedData.password"]);
  });

  for (const [what, changed, message] of [
    ["no data", { data: {} }, /root: data is empty; set at least one value/],
    [
      "a value without a usable name",
      { data: { "pass word": "x" } },
      /root: data\["pass word"\] is not a name/,
    ],
    ["a name that Kubernetes refuses", { name: "Root" }, /root: name is "Root"; set a name of lower-case/],
  ] as const) {
    it(`refuses ${what} before anything is registered`, async () => {
      const record: GraphOptions["record"] = [];
      await assert.rejects(graphOf(changed, { record }), message);
      assert.deepEqual(
        record.filter(({ type }) => !type.startsWith("mariadb-gitops:") && type !== "pulumi:pulumi:Stack"),
        [],
      );
    });
  }
});

interface Metadata {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

interface Sealed {
  readonly metadata: Metadata;
  readonly spec: {
    readonly encryptedData: Record<string, string>;
    readonly template: { readonly metadata: Metadata; readonly type: string; readonly immutable?: boolean };
  };
}
