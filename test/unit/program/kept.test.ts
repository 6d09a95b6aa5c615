import assert from "node:assert/strict";

import { findKept, type KeptSecrets } from "../../../program/kept";
import { readSettings } from "../../../program/settings";
import { SettingsError } from "../../../program/config-reader";
import { clusterOf, keySecret, passwordSecret, sealedSecret, type HeldObject } from "../../support/held";
import { testKey, type TestKey } from "../../support/sealing-key";

/** What the stack dev finds in a cluster that holds these objects. */
async function kept(held: readonly HeldObject[], config: Record<string, string> = {}): Promise<KeptSecrets> {
  const values = {
    kubeContext: "kind-dev",
    repositoryUrl: "https://example.com/databases.git",
    secretsBackend: "sealed-secrets",
    ...config,
  };
  const settings = readSettings("dev", { values, encrypted: [] });
  return findKept("dev", settings, () => Promise.resolve(clusterOf(...held)));
}

describe("what an earlier destroy kept in the cluster", () => {
  let key: TestKey;
  let second: TestKey;
  let third: TestKey;
  before(async () => {
    [key, second, third] = await Promise.all([testKey(), testKey(), testKey()]);
  });

  it("is nothing in a cluster that holds nothing", async () => {
    assert.deepEqual(await kept([]), { sealingKeys: [], passwords: { mariadb: {} } });
  });

  it("are the sealing keys, the first one first, whatever order the cluster lists them in", async () => {
    const { sealingKeys } = await kept([
      keySecret("sealing-key-3", third),
      keySecret("sealing-key-active", key),
      keySecret("sealing-key-2", second),
    ]);
    assert.deepEqual(
      sealingKeys,
      [key, second, third].map(({ privatePem, certificate }) => ({ privateKey: privatePem, certificate })),
    );
  });

  it("are not the keys that the controller made itself, nor Secrets of our names elsewhere or without the label", async () => {
    const elsewhere = keySecret("sealing-key-active", key);
    const unlabelled = keySecret("sealing-key-active", key);
    const { sealingKeys } = await kept([
      keySecret("sealed-secrets-keyx7b2d", key),
      { ...elsewhere, metadata: { ...elsewhere.metadata, namespace: "mariadb-dev" } },
      { ...unlabelled, metadata: { name: "sealing-key-active", namespace: "kube-system" } },
    ]);
    assert.deepEqual(sealingKeys, []);
  });

  it("are the passwords in the Secrets of each database's users", async () => {
    const databases = JSON.stringify([
      { name: "orders", path: "databases/orders" },
      { name: "reports", path: "databases/reports", users: ["root", "reader"] },
    ]);
    const { passwords } = await kept(
      [
        passwordSecret("orders-root", "root of orders"),
        passwordSecret("orders-app", "app of orders"),
        passwordSecret("reports-reader", "reader of reports"),
        passwordSecret("reports-app", "of nobody in the stack"),
      ],
      { databases },
    );
    assert.deepEqual(passwords, {
      orders: { root: "root of orders", app: "app of orders" },
      reports: { reader: "reader of reports" },
    });
  });

  it("is the password of a SealedSecret whose Secret is missing, opened with the key that was kept", async () => {
    const { passwords } = await kept([
      keySecret("sealing-key-active", key),
      keySecret("sealing-key-2", second),
      sealedSecret("mariadb-root", "sealed with the first", key),
      sealedSecret("mariadb-app", "sealed with the second", second),
    ]);
    assert.deepEqual(passwords, {
      mariadb: { root: "sealed with the first", app: "sealed with the second" },
    });
  });

  it("is a password that only a key of the controller's own opens", async () => {
    const { passwords } = await kept([
      keySecret("sealed-secrets-keyx7b2d", key),
      sealedSecret("mariadb-root", "sealed with another key", key),
    ]);
    assert.deepEqual(passwords, { mariadb: { root: "sealed with another key" } });
  });

  it("is the password of the Secret where there is a SealedSecret too: the database was set up with it", async () => {
    const { passwords } = await kept([
      keySecret("sealing-key-active", key),
      passwordSecret("mariadb-root", "in the Secret"),
      sealedSecret("mariadb-root", "in the SealedSecret", key),
    ]);
    assert.deepEqual(passwords, { mariadb: { root: "in the Secret" } });
  });

  it("stops the program at every SealedSecret that no key opens, by name and without a secret", async () => {
    const held = [
      keySecret("sealing-key-active", second),
      sealedSecret("mariadb-root", "lost password", key),
      sealedSecret("mariadb-app", "lost password", key),
    ];
    await assert.rejects(kept(held), (error: unknown) => {
      assert.ok(error instanceof SettingsError, String(error));
      assert.deepEqual(
        error.problems.map((problem) => /^the SealedSecret (\S+) holds a password/.exec(problem)?.[1]),
        ["mariadb-dev/mariadb-root", "mariadb-dev/mariadb-app"],
      );
      assert.match(error.message, /bring the key back from escrow/);
      const sealed = held.slice(1).map(({ spec }) => (spec as Sealed).encryptedData.password);
      const line = second.privatePem.split("\n")[1] ?? "";
      for (const secret of ["lost password", line, ...sealed]) {
        assert.ok(secret.length > 0 && !error.message.includes(secret), "the message quotes a secret");
      }
      return true;
    });
  });

  it("is not asked for where something else produces the Secrets: the cluster is not even connected to", async () => {
    for (const secretsBackend of ["git", "external-secrets"]) {
      const values = {
        kubeContext: "kind-dev",
        repositoryUrl: "https://example.com/databases.git",
        secretsBackend,
      };
      const found = await findKept("dev", readSettings("dev", { values, encrypted: [] }), () =>
        Promise.reject(new Error("connected")),
      );
      assert.deepEqual(found, { sealingKeys: [], passwords: {} });
    }
  });

  it("leaves sealing keys and SealedSecrets alone where Pulumi writes the Secrets itself", async () => {
    const found = await kept(
      [
        keySecret("sealing-key-active", key),
        sealedSecret("mariadb-root", "sealed", key),
        passwordSecret("mariadb-app", "in the Secret"),
      ],
      { secretsBackend: "generated" },
    );
    assert.deepEqual(found, { sealingKeys: [], passwords: { mariadb: { app: "in the Secret" } } });
  });
});

interface Sealed {
  readonly encryptedData: { readonly password: string };
}
