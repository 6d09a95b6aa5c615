import assert from "node:assert/strict";

import { unseal } from "../../components/secrets/sealing/seal";
import { only, type Registration } from "../support/graph";
import { clusterOf, keySecret, passwordSecret, sealedSecret } from "../support/held";
import { programGraph } from "../support/program";
import { plain } from "../support/wire";
import { testKey, type TestKey } from "../support/sealing-key";

const secret = "kubernetes:core/v1:Secret";

interface Sealed {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly encryptedData: { readonly password: string } };
}

describe("the program on a cluster that holds what an earlier destroy kept", () => {
  let key: TestKey;
  before(async () => {
    key = await testKey();
  });

  const graphOf = (config: Record<string, string> = {}): Promise<Registration[]> => {
    const required = { kubeContext: "kind-dev", repositoryUrl: "https://example.com/databases.git" };
    const held = clusterOf(
      keySecret("sealing-key-active", key),
      passwordSecret("mariadb-root", "in the Secret"),
      sealedSecret("mariadb-app", "in the SealedSecret", key),
    );
    return programGraph({ stack: "dev", config: { ...required, ...config } }, held);
  };

  /** The passwords of the SealedSecrets, by their names. */
  const sealedPasswords = (graph: readonly Registration[]): Record<string, unknown> =>
    Object.fromEntries(
      graph
        .filter(({ type }) => type === "kubernetes:bitnami.com/v1alpha1:SealedSecret")
        .map(({ inputs }) => {
          const { metadata, spec } = inputs as unknown as Sealed;
          const label = `mariadb-dev/${metadata.name}`;
          const sealed = spec.encryptedData.password;
          return [metadata.name, unseal({ privateKey: key.privatePem, label, sealed })];
        }),
    );

  it("takes back the sealing key and the passwords instead of making new ones", async () => {
    const graph = await graphOf();
    const { inputs } = only(graph, secret, "mariadb-sealed-secrets-secret");
    assert.deepEqual(plain(inputs.stringData), { "tls.crt": key.certificate, "tls.key": key.privatePem });
    assert.deepEqual(sealedPasswords(graph), {
      "mariadb-root": "in the Secret",
      "mariadb-app": "in the SealedSecret",
    });
  });

  it("takes back the passwords alone where the controller is not installed by the stack", async () => {
    const graph = await graphOf({
      sealedSecretsInstallation: "existing",
      sealingCertificate: key.certificate,
    });
    assert.deepEqual(
      graph.filter(({ name }) => name === "mariadb-sealed-secrets-secret"),
      [],
    );
    assert.deepEqual(sealedPasswords(graph), {
      "mariadb-root": "in the Secret",
      "mariadb-app": "in the SealedSecret",
    });
  });

  it("takes back the passwords that Pulumi wrote itself", async () => {
    const graph = await graphOf({ secretsBackend: "generated" });
    const { inputs } = only(graph, secret, "mariadb-dev-mariadb-credentials-root-secret");
    assert.deepEqual(plain(inputs.stringData), { password: "in the Secret" });
  });
});
