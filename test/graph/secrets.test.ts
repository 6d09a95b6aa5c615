import assert from "node:assert/strict";

import { DatabaseCredentials, Environment, SealingKey } from "../../components";
import { only, recordGraph, secretPaths } from "../support/graph";

const secret = "kubernetes:core/v1:Secret";

interface Metadata {
  name: string;
  namespace: string;
  labels: Record<string, string>;
}

describe("DatabaseCredentials", () => {
  const credentials = () =>
    new DatabaseCredentials("credentials", { environment: "dev", namespace: "mariadb-dev" });

  it("writes one Secret per user, under the names that Git refers to, watched by the operator", async () => {
    const graph = await recordGraph(credentials);
    const metadata = graph
      .filter(({ type }) => type === secret)
      .map(({ inputs }) => inputs.metadata as Metadata);
    assert.deepEqual(metadata.map(({ name }) => name).sort(), ["mariadb-app", "mariadb-root"]);
    for (const { namespace, labels } of metadata) {
      assert.equal(namespace, "mariadb-dev");
      assert.equal(labels["k8s.mariadb.com/watch"], "");
    }
  });

  it("keeps the passwords secret on the wire and the Secrets on destroy", async () => {
    const graph = await recordGraph(credentials);
    for (const { inputs, retainOnDelete } of graph.filter(({ type }) => type === secret)) {
      assert.deepEqual(secretPaths(inputs), ["stringData"]);
      assert.equal(retainOnDelete, true);
    }
  });

  it("asks for passwords that the operator can write into SQL unescaped", async () => {
    const graph = await recordGraph(credentials);
    const { inputs } = only(graph, "random:index/randomPassword:RandomPassword", "credentials-root");
    assert.equal(inputs.overrideSpecial, "-_.~");
  });
});

describe("SealingKey", () => {
  for (const environment of Object.values(Environment)) {
    it(`is kept on destroy in ${environment}: without it no SealedSecret in Git can be opened`, async () => {
      const graph = await recordGraph(() => new SealingKey("sealing-key", { environment }));
      const { retainOnDelete, protect, inputs } = only(graph, secret);
      assert.equal(retainOnDelete, true);
      assert.equal(protect, environment !== Environment.Dev);
      assert.equal(inputs.type, "kubernetes.io/tls");
      const { labels } = inputs.metadata as Metadata;
      assert.equal(labels["sealedsecrets.bitnami.com/sealed-secrets-key"], "active");
    });
  }

  it("uses RSA, the only algorithm that the controller does not panic on, and keeps the key secret", async () => {
    const graph = await recordGraph(() => new SealingKey("sealing-key", { environment: "dev" }));
    assert.deepEqual(only(graph, "tls:index/privateKey:PrivateKey").inputs, {
      algorithm: "RSA",
      rsaBits: 4096,
    });
    assert.deepEqual(secretPaths(only(graph, secret).inputs), ["stringData"]);
    assert.deepEqual(secretPaths(only(graph, "tls:index/selfSignedCert:SelfSignedCert").inputs), [
      "privateKeyPem",
    ]);
  });
});
