import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { Environment } from "../../components";
import {
  DatabaseCredentials,
  type DatabaseCredentialsArgs,
} from "../../components/secrets/database-credentials";
import { testKey, type TestKey } from "../support/sealing-key";
import { open } from "../unit/components/sealing/open";
import { only, recordGraph, secretPaths, type Registration } from "../support/graph";
import { plain } from "../support/wire";

const secret = "kubernetes:core/v1:Secret";
const sealedSecret = "kubernetes:bitnami.com/v1alpha1:SealedSecret";

interface Metadata {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
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

  it("takes back a password that was kept, as a secret, and generates only those that were not", async () => {
    const kept = { root: "kept-password" };
    const graph = await recordGraph(
      () => new DatabaseCredentials("credentials", { environment: "dev", namespace: "mariadb-dev", kept }),
      { outputs: () => ({ result: pulumi.secret("generated-password") }) },
    );
    const passwords = graph
      .filter(({ type }) => type === secret)
      .map(({ inputs }) => [
        (inputs.metadata as Metadata).name,
        secretPaths(inputs),
        plain(inputs.stringData),
      ]);
    assert.deepEqual(passwords.sort(), [
      ["mariadb-app", ["stringData"], { password: "generated-password" }],
      ["mariadb-root", ["stringData"], { password: "kept-password" }],
    ]);
  });

  it("refuses a second producer of a user's Secret, sealed or not", async () => {
    const { certificate } = await testKey();
    const again = { environment: "dev", namespace: "mariadb-dev", sealing: { certificate } } as const;
    await assert.rejects(
      recordGraph(() => [credentials(), new DatabaseCredentials("again", again)]),
      /the Secret mariadb-dev\/mariadb-root is already produced by DatabaseCredentials "credentials"/,
    );
  });
});

describe("DatabaseCredentials with sealing", () => {
  let key: TestKey;
  before(async () => {
    key = await testKey();
  });
  /** Two users whose passwords differ, as the real provider's would. */
  const outputs = (type: string, inputs: Record<string, unknown>): Record<string, unknown> =>
    type === "random:index/randomPassword:RandomPassword"
      ? {
          result: pulumi.secret(
            inputs.overrideSpecial === undefined ? "salt".repeat(16) : "generated-password",
          ),
        }
      : {};
  const graphOf = (
    environment: Environment,
    args: Partial<DatabaseCredentialsArgs> = {},
  ): Promise<Registration[]> =>
    recordGraph(
      () =>
        new DatabaseCredentials("credentials", {
          environment,
          namespace: "mariadb-dev",
          sealing: { certificate: key.certificate },
          ...args,
        }),
      { outputs },
    );

  it("registers sealed passwords and no plain Secret, under the same names", async () => {
    const graph = await graphOf("dev");
    assert.deepEqual(
      graph.filter(({ type }) => type === secret),
      [],
    );
    const found = graph.filter(({ type }) => type === sealedSecret);
    assert.deepEqual(found.map(({ inputs }) => (inputs.metadata as Metadata).name).sort(), [
      "mariadb-app",
      "mariadb-root",
    ]);
    for (const { inputs } of found) {
      const { encryptedData } = inputs.spec as { encryptedData: { password: string } };
      const label = `mariadb-dev/${(inputs.metadata as Metadata).name}`;
      assert.equal(open(encryptedData.password, key.privateKey, label).toString(), "generated-password");
    }
    assert.ok(!JSON.stringify(found).includes("generated-password"));
  });

  it("seals a password that was kept, and adopts the SealedSecrets once the cluster was searched", async () => {
    const sealedOf = async (args: Partial<DatabaseCredentialsArgs>) =>
      (await graphOf("dev", args)).filter(({ type }) => type === sealedSecret);
    const found = await sealedOf({ kept: { root: "kept-password" } });
    const opened = found.map(({ inputs }) => {
      const { name } = inputs.metadata as Metadata;
      const { encryptedData } = inputs.spec as { encryptedData: { password: string } };
      return [name, open(encryptedData.password, key.privateKey, `mariadb-dev/${name}`).toString()];
    });
    assert.deepEqual(opened.sort(), [
      ["mariadb-app", "generated-password"],
      ["mariadb-root", "kept-password"],
    ]);
    assert.ok(!JSON.stringify(found).includes("kept-password"));
    const adopts = (sealed: readonly Registration[]): unknown[] =>
      sealed.map(({ inputs }) => (inputs.metadata as Metadata).annotations["pulumi.com/patchForce"]);
    assert.deepEqual(adopts(found), ["true", "true"]);
    assert.deepEqual(adopts(await sealedOf({ kept: {} })), ["true", "true"]);
    assert.deepEqual(adopts(await sealedOf({})), [undefined, undefined]);
  });

  it("keeps the name of each password's resource, so that changing the backend changes no password", async () => {
    const plain = await recordGraph(
      () => new DatabaseCredentials("credentials", { environment: "dev", namespace: "mariadb-dev" }),
    );
    const passwords = (graph: Registration[]): [string, string][] =>
      graph
        .filter(
          ({ type, inputs }) => type.endsWith(":RandomPassword") && inputs.overrideSpecial !== undefined,
        )
        .map(({ name, parent }) => [name, parent]);
    assert.deepEqual(passwords(await graphOf("dev")), passwords(plain));
  });

  for (const environment of Object.values(Environment)) {
    it(`keeps the SealedSecrets in ${environment}, and protects them where the table says so`, async () => {
      const expected = environment !== "dev";
      for (const { type, retainOnDelete, protect } of await graphOf(environment)) {
        if (type === sealedSecret) {
          assert.deepEqual([retainOnDelete, protect], [true, expected]);
        }
      }
      const unprotected = (await graphOf(environment, { deletionProtection: false })).filter(
        ({ type }) => type === sealedSecret,
      );
      assert.deepEqual(
        unprotected.map(({ retainOnDelete, protect }) => [retainOnDelete, protect]),
        [
          [true, false],
          [true, false],
        ],
      );
    });
  }
});
