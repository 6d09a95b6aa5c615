import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";

import { Environment } from "../../components/environments";
import { Installation } from "../../components/installation";
import { SealedSecrets } from "../../components/secrets/sealed-secrets";
import { charts } from "../../components/versions";
import { only, recordGraph, secretPaths, unknownPaths, waitedFor, type GraphOptions } from "../support/graph";
import { testKey, type TestKey } from "../support/sealing-key";
import { graphsWith, privateKey, release, secret, type Metadata } from "./sealed-secrets-graph";

describe("SealedSecrets", function () {
  this.timeout(60_000);

  let key: TestKey;
  before(async () => {
    key = await testKey();
  });
  const { outputs, graphOf } = graphsWith(() => key);

  it("has its key in the cluster, and the network closed, before the controller starts", async () => {
    const { dependencies, inputs, parent } = only(await graphOf(), release);
    assert.ok(dependencies.some((urn) => urn.endsWith("Secret::sealed-secrets-secret")));
    assert.ok(dependencies.some((urn) => urn.endsWith("NetworkPolicy::sealed-secrets-network-policy")));
    assert.match(parent, /mariadb-gitops:index:SealedSecrets::sealed-secrets$/);
    assert.equal(inputs.version, charts.sealedSecrets.version);
    assert.equal(inputs.namespace, "kube-system");
  });

  it("writes the Secret that the controller takes as a key, RSA: anything else makes it panic", async () => {
    const graph = await graphOf();
    assert.deepEqual(only(graph, privateKey).inputs, { algorithm: "RSA", rsaBits: 4096 });
    const { inputs } = only(graph, secret);
    assert.equal(inputs.type, "kubernetes.io/tls");
    const { name, namespace, labels } = inputs.metadata as Metadata;
    assert.deepEqual([name, namespace], ["sealing-key-active", "kube-system"]);
    assert.equal(labels["sealedsecrets.bitnami.com/sealed-secrets-key"], "active");
    assert.equal(labels["mariadb-gitops.dev/protected"], "true");
  });

  for (const environment of Object.values(Environment)) {
    it(`keeps its key on destroy in ${environment}, and protects it where the table says so`, async () => {
      const graph = await graphOf({ environment });
      assert.equal(only(graph, secret).retainOnDelete, true);
      for (const type of [secret, privateKey]) {
        assert.equal(only(graph, type).protect, environment !== "dev");
      }
      const off = await graphOf({ environment, deletionProtection: false });
      const { retainOnDelete, protect } = only(off, secret);
      assert.deepEqual([retainOnDelete, protect, only(off, privateKey).protect], [true, false, false]);
    });
  }

  it("gives the certificate as no secret, once release and key are there", async () => {
    const graph = await recordGraph(
      () => {
        const { certificate } = new SealedSecrets("sealed-secrets", { environment: "dev" });
        new k8s.core.v1.ConfigMap("user", { data: { certificate } });
      },
      { outputs },
    );
    const { inputs, dependencies } = only(graph, "kubernetes:core/v1:ConfigMap", "user");
    assert.deepEqual(secretPaths(inputs), []);
    assert.equal((inputs.data as { certificate: string }).certificate, key.certificate);
    assert.ok(dependencies.some((urn) => urn.endsWith("Release::sealed-secrets-release")));
  });

  it("knows in a preview everything that shapes the chart", async () => {
    const graph = await graphOf({ monitoring: true }, { preview: true });
    assert.deepEqual(unknownPaths(only(graph, release).inputs), []);
  });

  it("inherits the provider, and waits for what it depends on", async () => {
    const graph = await recordGraph(
      () => {
        const provider = new k8s.Provider("cluster", { context: "here" });
        const first = new k8s.core.v1.Namespace("first", {}, { provider });
        new SealedSecrets("s", { environment: "dev" }, { providers: [provider], dependsOn: first });
      },
      { outputs },
    );
    for (const type of [secret, release, "kubernetes:networking.k8s.io/v1:NetworkPolicy"]) {
      assert.match(only(graph, type).provider, /pulumi:providers:kubernetes::cluster::/);
    }
    assert.ok(waitedFor(graph, "s-secret").includes("first"));
  });

  describe("with an existing controller", () => {
    const existing = { installation: Installation.Existing };

    it("registers nothing, and gives the certificate that it was given", async () => {
      const graph = await graphOf({ ...existing, certificate: key.certificate });
      assert.deepEqual(
        graph.map(({ type }) => type),
        ["mariadb-gitops:index:SealedSecrets"],
      );
    });

    it("refuses a certificate that nothing can be sealed with", async () => {
      await assert.rejects(
        graphOf({ ...existing, certificate: key.privatePem }),
        /certificate is a private key/,
      );
    });
  });

  for (const [what, args, message] of [
    [
      "an existing controller without certificate",
      { installation: Installation.Existing },
      /certificate is missing; set what `kubeseal/,
    ],
    [
      "settings of ours for an existing controller",
      { installation: Installation.Existing, certificate: "x", rotations: 1 },
      /rotations cannot change an existing installation/,
    ],
    ["a certificate for our own", { certificate: "x" }, /certificate is that of an existing controller/],
    ["half a rotation", { rotations: 0.5 }, /rotations is 0.5; set a whole number/],
    ["a negative rotation", { rotations: -1 }, /rotations is -1/],
    [
      "a period in days",
      { keyRenewPeriod: "30d" },
      /keyRenewPeriod "30d" is not a Go duration.*write "720h"/,
    ],
    [
      "a version that decrypts for everybody",
      { version: "0.39.1" },
      /version is "0.39.1"; set 0.40.0 or a newer/,
    ],
    ["a range instead of a version", { version: ">=0.40.0" }, /set 0.40.0 or a newer exact version/],
  ] as const) {
    it(`refuses ${what} before anything is registered`, async () => {
      const record: GraphOptions["record"] = [];
      await assert.rejects(graphOf(args, { record }), message);
      assert.ok(
        record.every(({ type }) => type === "pulumi:pulumi:Stack" || type.endsWith(":SealedSecrets")),
      );
    });
  }
});
