import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { SealedSecrets } from "../../components/secrets/sealed-secrets";
import { only, recordGraph, secretPaths, type GraphOptions, type Registration } from "../support/graph";
import { plain } from "../support/wire";
import { testKey, type TestKey } from "../support/sealing-key";
import { graphsWith, passphrase, privateKey, release, secret, type Metadata } from "./sealed-secrets-graph";

const awsSecret = "aws:secretsmanager/secret:Secret";
const awsVersion = "aws:secretsmanager/secretVersion:SecretVersion";

describe("the keys of SealedSecrets", function () {
  this.timeout(60_000);

  let key: TestKey;
  let folder: string;
  before(async () => {
    key = await testKey();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-escrow-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const { outputs, graphOf } = graphsWith(() => key);
  const file = () => ({ escrow: { file: { folder, passphrase: pulumi.secret(passphrase) } } });

  it("keeps the private key secret wherever it goes, escrow included, and out of chart values", async () => {
    const graph = await graphOf({ ...file(), escrow: { ...file().escrow, awsSecretName: "sealing" } });
    assert.deepEqual(secretPaths(only(graph, secret).inputs), ["stringData"]);
    assert.deepEqual(secretPaths(only(graph, awsVersion).inputs), ["secretString"]);
    const line = key.privatePem.split("\n")[1] ?? "";
    const open = graph.filter(({ inputs }) => JSON.stringify(inputs).includes(line));
    const holders = [secret, awsVersion, "tls:index/selfSignedCert:SelfSignedCert"];
    assert.deepEqual(new Set(open.map(({ type }) => type)), new Set(holders));
    assert.ok(open.every(({ inputs }) => secretPaths(inputs).length > 0));
    assert.deepEqual(secretPaths(only(graph, release).inputs), []);
  });

  it("rotates by adding a key: earlier ones stay as they were, and the controller is restarted to read the new", async () => {
    const before = await graphOf();
    const after = await graphOf({ rotations: 2 });
    for (const old of before.filter(({ type }) => type.startsWith("tls:") || type === secret)) {
      assert.deepEqual(only(after, old.type, old.name), old);
    }
    const names = after
      .filter(({ type }) => type === secret)
      .map(({ inputs }) => (inputs.metadata as Metadata).name);
    assert.deepEqual(names.sort(), ["sealing-key-2", "sealing-key-3", "sealing-key-active"]);
    const annotations = [before, after].map(
      (graph) => (only(graph, release).inputs.values as { podAnnotations: unknown }).podAnnotations,
    );
    assert.notDeepEqual(annotations[0], annotations[1]);
    assert.equal(
      only(after, release).dependencies.filter((urn) => urn.includes("Secret::sealed-secrets-secret")).length,
      3,
    );
  });

  it("takes over the key of the component that it replaces, under whatever name", async () => {
    const former = "urn:pulumi:dev::mariadb-gitops::mariadb-gitops:index:SealingKey";
    const { aliases } = only(await graphOf({}, { resolveAliases: true }), secret);
    assert.ok(aliases.includes(`${former}$${secret}::sealing-key-secret`), aliases.join("\n"));
    const named = await recordGraph(() => new SealedSecrets("keys", { environment: "dev" }), {
      outputs,
      resolveAliases: true,
    });
    assert.ok(only(named, privateKey).aliases.includes(`${former}$${privateKey}::keys-key`));
  });

  describe("with escrow", () => {
    it("writes the file in an update, and nothing in a preview", async () => {
      await graphOf(file(), { preview: true });
      assert.ok(!existsSync(join(folder, "sealing-key-active.pem")));
      await graphOf(file());
      const text = readFileSync(join(folder, "sealing-key-active.pem"), "utf8");
      assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    });

    it("lets no key reach the cluster that is not in the file", async () => {
      await graphOf(file());
      key = await testKey();
      const record: GraphOptions["record"] = [];
      await assert.rejects(graphOf(file(), { record }), /sealing-key-active.pem holds another key; keep it/);
      assert.deepEqual(
        record.filter(({ type }) => type === secret || type === release),
        [],
      );
    });

    it("refuses a weak passphrase, before anything if it is plain", async () => {
      const record: GraphOptions["record"] = [];
      await assert.rejects(
        graphOf({ escrow: { file: { folder, passphrase: "weak" } } }, { record }),
        /sealed-secrets: escrow.file.passphrase is too weak/,
      );
      assert.ok(record.every(({ type }) => !type.startsWith("tls:")));
      const later = pulumi.secret("weak");
      await assert.rejects(graphOf({ escrow: { file: { folder, passphrase: later } } }), /too weak/);
    });

    it("keeps the key in AWS for good, before the controller has it", async () => {
      const graph = await graphOf({ escrow: { awsSecretName: "mariadb/dev/sealing" } });
      const { inputs, protect, retainOnDelete } = only(graph, awsSecret);
      assert.equal(inputs.name, "mariadb/dev/sealing/sealing-key-active");
      assert.equal(inputs.recoveryWindowInDays, 30);
      assert.deepEqual([protect, retainOnDelete], [true, true]);
      const version = only(graph, awsVersion);
      assert.deepEqual([version.protect, version.retainOnDelete], [true, true]);
      const { dependencies } = only(graph, secret);
      assert.ok(dependencies.some((urn) => urn.endsWith("SecretVersion::sealed-secrets-escrow-version")));
    });
  });

  describe("with a key from escrow", () => {
    it("makes no key, and gives the controller the old one", async () => {
      const restore = { privateKey: key.privatePem, certificate: key.certificate };
      const graph = await graphOf({ restore });
      assert.deepEqual(
        graph.filter(({ type }) => type.startsWith("tls:")),
        [],
      );
      assert.deepEqual(secretPaths(only(graph, secret).inputs), ["stringData"]);
      assert.ok(JSON.stringify(only(graph, secret).inputs).includes(key.privatePem.split("\n")[1] ?? ""));
    });

    it("refuses a certificate of another key, and what is no key, without quoting either", async () => {
      const { certificate } = await testKey();
      await assert.rejects(
        graphOf({ restore: { privateKey: key.privatePem, certificate } }),
        /restore.certificate is of another key/,
      );
      await assert.rejects(
        graphOf({ restore: { privateKey: "no key", certificate } }),
        (error: Error) =>
          /restore.privateKey cannot be read/.test(error.message) && !error.message.includes("no key"),
      );
    });
  });

  describe("with keys that the cluster kept", () => {
    let kept: TestKey;
    before(async () => {
      kept = await testKey();
    });

    /** What the key Secrets hold, by their names. */
    const held = (graph: readonly Registration[]): Record<string, unknown> =>
      Object.fromEntries(
        graph
          .filter(({ type }) => type === secret)
          .map(({ inputs }) => [(inputs.metadata as Metadata).name, plain(inputs.stringData)]),
      );

    it("writes the kept key in place of the one that the stack made, as a secret", async () => {
      const keptKeys = [{ privateKey: kept.privatePem, certificate: kept.certificate }];
      const graph = await graphOf({ keptKeys });
      assert.deepEqual(held(graph), {
        "sealing-key-active": { "tls.crt": kept.certificate, "tls.key": kept.privatePem },
      });
      assert.deepEqual(secretPaths(only(graph, secret).inputs), ["stringData"]);
    });

    it("seals with its certificate: what is sealed with another could not be opened", async () => {
      const keptKeys = [{ privateKey: kept.privatePem, certificate: kept.certificate }];
      const certificates: string[] = [];
      await recordGraph(
        () => {
          const sealedSecrets = new SealedSecrets("sealed-secrets", { environment: "dev", keptKeys });
          sealedSecrets.certificate.apply((certificate) => certificates.push(certificate));
        },
        { outputs },
      );
      assert.deepEqual(certificates, [kept.certificate]);
    });

    it("keeps earlier keys beside a new one when it rotates", async () => {
      const keptKeys = [{ privateKey: kept.privatePem, certificate: kept.certificate }];
      assert.deepEqual(held(await graphOf({ keptKeys, rotations: 1 })), {
        "sealing-key-active": { "tls.crt": kept.certificate, "tls.key": kept.privatePem },
        "sealing-key-2": { "tls.crt": key.certificate, "tls.key": key.privatePem },
      });
    });

    it("refuses a certificate of another key, and what is no key, without quoting either", async () => {
      const { certificate } = await testKey();
      await assert.rejects(
        graphOf({ keptKeys: [{ privateKey: kept.privatePem, certificate }] }),
        /keptKeys.certificate is of another key than keptKeys.privateKey; set both to those of one key/,
      );
      await assert.rejects(
        graphOf({ keptKeys: [{ privateKey: "no key", certificate }] }),
        (error: Error) =>
          /keptKeys.privateKey cannot be read/.test(error.message) && !error.message.includes("no key"),
      );
    });
  });
});
