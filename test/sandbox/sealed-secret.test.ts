import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { SealedSecret, type SealedSecretArgs } from "../../components/secrets/sealed-secret";
import { decryptPrivateKey, escrowToFile } from "../../components/secrets/sealing/escrow-file";
import {
  sealingLabel,
  SealingScope,
  unseal as unsealValue,
  type SecretReference,
} from "../../components/secrets/sealing/seal";
import type { KubeObject } from "../../sandbox/cluster";
import { ensureTools } from "../../sandbox/tools";
import { buildMinutes, sandboxForTests } from "../support/sandbox";
import { needShared } from "../support/shared";
import { testKey, type TestKey } from "../support/sealing-key";
import { changes, useStandIns } from "./stand-ins";

const sentinel = "plaintext-ß€😀\nof the password";
const passphrase = "six random words make a passphrase";

describe("SealedSecret in the real engine", function () {
  this.timeout(180_000);

  const standIns = useStandIns();
  let key: TestKey;
  let kubeseal: string;
  let folder: string;
  let namespace: string;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    // Before anything can skip the suite, because what comes after removes it.
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-kubeseal-"));
    const crd = readFileSync(needShared(this, "crds/bitnami.com_sealedsecrets.yaml"), "utf8");
    key = await testKey();
    kubeseal = (await ensureTools(["kubeseal"])).kubeseal.path;
    const { cluster } = await sandboxForTests();
    await cluster.apply(parse(crd) as KubeObject);
    namespace = await standIns().namespace();
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const program = (args: Partial<SealedSecretArgs>) => () => {
    // As the project's own program has it: what an earlier destroy kept is adopted.
    const provider = standIns().provider("cluster", { upsertExistingObjects: true });
    new SealedSecret(
      "root",
      {
        environment: "dev",
        name: "mariadb-root",
        namespace,
        data: { password: sentinel },
        certificate: key.certificate,
        ...args,
      },
      { providers: [provider] },
    );
  };

  it("is accepted by the API server, and a second update changes nothing", async () => {
    const test = await standIns().stack(program({ name: "unchanged" }));
    await test.stack.up(test.listen);
    const again = await test.stack.up(test.listen);
    assert.deepEqual(Object.keys(changes(again.summary.resourceChanges)), ["same"]);
    for (const text of [test.state(), test.said()]) {
      for (const plain of ["plaintext-", Buffer.from(sentinel).toString("base64")]) {
        assert.ok(!text.includes(plain), "the password was found in clear");
      }
    }
    assert.ok(await standIns().api.get(path("unchanged")));
  });

  it("stays in the cluster when the stack is destroyed, where the API server keeps it from being overwritten", async () => {
    const { stack, listen } = await standIns().stack(program({ name: "kept" }));
    await stack.up(listen);
    await stack.destroy(listen);
    const kept = await standIns().api.get(path("kept"));
    assert.ok(kept);
    // The official provider applies under another manager in each new stack; the stand-in has one for all.
    const { encryptedData } = kept.spec as { encryptedData: object };
    const apply = (values: object): Promise<unknown> =>
      standIns().api.send(
        "PATCH",
        `${path("kept")}?fieldManager=pulumi-kubernetes-0123abcd`,
        {
          apiVersion: "bitnami.com/v1alpha1",
          kind: "SealedSecret",
          metadata: { name: "kept" },
          spec: { encryptedData: values },
        },
        "application/apply-patch+yaml",
      );
    await assert.rejects(
      apply({ password: "sealed from a new password" }),
      /409 .*spec.encryptedData.password/,
    );
    await apply(encryptedData);
  });

  for (const scope of Object.values(SealingScope)) {
    it(`is opened by kubeseal with the private key, scope ${scope}`, async () => {
      const name = `scope-${scope}`;
      const { stack, listen } = await standIns().stack(program({ name, scope }));
      await stack.up(listen);
      const live = await standIns().api.get(path(name));
      assert.deepEqual(unseal(live).password, sentinel);
    });
  }

  for (const scope of Object.values(SealingScope)) {
    it(`is opened by the program when kubeseal sealed it, scope ${scope}`, () => {
      const place = { name: "mariadb-root", namespace };
      const sealed = sealWithKubeseal(place, scope);
      const label = sealingLabel(scope, place);
      assert.equal(unsealValue({ privateKey: key.privatePem, label, sealed }), sentinel);
      const elsewhere = sealingLabel(scope, { name: "mariadb-app", namespace: "elsewhere" });
      const moved = unsealValue({ privateKey: key.privatePem, label: elsewhere, sealed });
      assert.equal(moved, scope === SealingScope.ClusterWide ? sentinel : undefined);
    });
  }

  it("is not opened by kubeseal once it was moved beyond its scope", async () => {
    const live = await standIns().api.get(path(`scope-${SealingScope.Strict}`));
    assert.ok(live);
    const moved = { ...live, metadata: { ...live.metadata, name: "elsewhere" } };
    assert.throws(() => unseal(moved), /no key could decrypt secret/);
  });

  it("is opened with the key from the escrow file", async () => {
    const file = join(folder, "escrow.pem");
    escrowToFile(file, { privateKey: key.privatePem, certificate: key.certificate }, passphrase, true);
    const opened = decryptPrivateKey(readFileSync(file, "utf8"), passphrase);
    const pem = opened?.export({ type: "pkcs8", format: "pem" }).toString() ?? "";
    const live = await standIns().api.get(path(`scope-${SealingScope.Strict}`));
    assert.equal(unseal(live, pem).password, sentinel);
  });

  function path(name: string): string {
    return `/apis/bitnami.com/v1alpha1/namespaces/${namespace}/sealedsecrets/${name}`;
  }

  /** The password, as the real kubeseal seals it for a Secret, without any cluster. */
  function sealWithKubeseal(place: SecretReference, scope: SealingScope): string {
    const certFile = join(folder, "certificate.pem");
    writeFileSync(certFile, key.certificate);
    const printed = execFileSync(kubeseal, ["--cert", certFile, "--scope", scope, "--format", "json"], {
      input: JSON.stringify({
        apiVersion: "v1",
        kind: "Secret",
        metadata: place,
        stringData: { password: sentinel },
      }),
      encoding: "utf8",
      stdio: "pipe",
    });
    const { spec } = JSON.parse(printed) as { spec: { encryptedData: { password: string } } };
    return spec.encryptedData.password;
  }

  /** What the real kubeseal finds in a SealedSecret, without any cluster. */
  function unseal(object: unknown, privatePem = key.privatePem): Record<string, string> {
    const keyFile = join(folder, "key.pem");
    writeFileSync(keyFile, privatePem, { mode: 0o600 });
    const args = ["--recovery-unseal", "--recovery-private-key", keyFile, "--format", "json"];
    const printed = execFileSync(kubeseal, args, {
      input: JSON.stringify(object),
      encoding: "utf8",
      stdio: "pipe",
    });
    const { data } = JSON.parse(printed) as { data: Record<string, string> };
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, Buffer.from(value, "base64").toString()]),
    );
  }
});
