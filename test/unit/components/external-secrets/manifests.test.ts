import assert from "node:assert/strict";

import { WorkloadIdentity } from "../../../../components/workload-identity";
import { missingProtection } from "../../../support/missing-protection";
import {
  generatedSecretManifest,
  passwordGeneratorManifest,
  storedSecretManifest,
} from "../../../../components/secrets/external-secret-manifest";
import { tokenAccess } from "../../../../components/secrets/external-secrets-access";
import { resolveStore, storeManifest } from "../../../../components/secrets/stores/store-manifest";
import { storeProblems, type StoreArgs } from "../../../../components/secrets/stores/store-args";
import { readCrd, schemaProblems } from "../../../support/crd-schema";
import { field, type Manifest } from "../../../support/manifest";
import { needShared } from "../../../support/shared";

const place = {
  environment: "production",
  namespace: "mariadb-production",
  secretName: "mariadb-root",
} as const;
const data = [{ remoteKey: "production/mariadb/root-password" }];

const stores: Record<string, StoreArgs> = {
  "AWS with IRSA": { aws: { region: "eu-west-1" } },
  "AWS with Pod Identity": { aws: { region: "eu-west-1", identity: WorkloadIdentity.PodIdentity } },
  "Vault with everything": {
    vault: {
      server: "https://vault.example.com",
      path: "databases",
      role: "mariadb",
      mountPath: "kubernetes-blue",
      namespace: "team",
      audience: "vault",
      caProvider: { kind: "ConfigMap", name: "vault-ca", key: "ca.crt" },
    },
  },
  "Vault with a certificate": {
    vault: { server: "https://vault.example.com", role: "mariadb", caCertificate: "PEM" },
  },
  "Google Secret Manager": { gcp: { projectId: "acme" } },
  "Google Secret Manager, cluster named": {
    gcp: { projectId: "acme", clusterName: "blue", clusterLocation: "europe-west1" },
  },
};

describe("manifests of External Secrets", () => {
  for (const [name, args] of Object.entries(stores)) {
    it(`of a store in ${name} are what the CRD takes`, function () {
      assert.deepEqual(storeProblems(args), []);
      const store = resolveStore(args);
      check(needCrds(this), storeManifest(place, store.defaultName, store));
    });
  }

  it("of stored and made-up Secrets are what the CRDs take", function () {
    const crds = needCrds(this);
    check(
      crds,
      storedSecretManifest(place, "vault", "30m", [
        { remoteKey: "mariadb", property: "root", secretKey: "password" },
        { remoteKey: "mariadb", property: "app", secretKey: "app" },
      ]),
    );
    check(crds, generatedSecretManifest(place));
    check(crds, passwordGeneratorManifest(place, { length: 24, secretKey: "root" }));
  });

  it("keep the Secret when the ExternalSecret, the operator or the store's entry goes", () => {
    for (const manifest of [
      storedSecretManifest(place, "vault", "1h", data),
      generatedSecretManifest(place),
    ]) {
      assert.deepEqual(missingProtection(manifest), []);
      const labels = manifest.spec.target.template.metadata.labels;
      assert.equal(labels["k8s.mariadb.com/watch"], "");
      // Template data would replace the keys that come from the store.
      assert.equal(field(manifest, "spec", "target", "template", "data"), undefined);
    }
  });

  it("refresh a stored Secret and never a made-up one", () => {
    assert.equal(storedSecretManifest(place, "vault", "1h", data).spec.refreshPolicy, "Periodic");
    const { spec } = generatedSecretManifest(place);
    assert.equal(spec.refreshPolicy, "CreatedOnce");
    assert.equal(spec.target.immutable, true);
  });

  it("make passwords that SQL takes without escaping", () => {
    const { spec } = passwordGeneratorManifest(place, {});
    assert.match(spec.symbolCharacters, /^[-_.~]+$/);
    assert.equal(spec.length, 32);
  });

  it("keep a certificate readable in a preview", () => {
    const { provider } = resolveStore(stores["Vault with a certificate"] ?? {});
    assert.equal(field(provider, "vault", "caBundle"), Buffer.from("PEM").toString("base64"));
  });

  it("never name a cluster-wide store, nor an account in another namespace", () => {
    for (const args of Object.values(stores)) {
      const text = JSON.stringify(storeManifest(place, "store", resolveStore(args)).spec);
      assert.equal(text.includes("ClusterSecretStore"), false);
      assert.doesNotMatch(text, /"serviceAccountRef":\{[^}]*"namespace"/);
    }
    assert.equal(storedSecretManifest(place, "vault", "1h", data).spec.secretStoreRef.kind, "SecretStore");
  });

  it("bind the right on tokens to one account, by name", () => {
    const { role, binding } = tokenAccess(
      { namespace: "mariadb-dev", name: "external-secrets-sa" },
      "external-secrets",
    );
    assert.deepEqual(role.rules, [
      {
        apiGroups: [""],
        resources: ["serviceaccounts/token"],
        resourceNames: ["external-secrets-sa"],
        verbs: ["create"],
      },
    ]);
    assert.equal(binding.roleRef.name, role.metadata.name);
    assert.equal(binding.metadata.namespace, "mariadb-dev");
  });
});

function needCrds(context: Mocha.Context): string {
  return needShared(context, "crds/external-secrets.yaml");
}

function check(crds: string, manifest: { apiVersion: string; kind: string; metadata: unknown }): void {
  const { schema, scope } = readCrd(crds, manifest.apiVersion, manifest.kind);
  assert.equal(scope, "Namespaced");
  assert.deepEqual(schemaProblems(schema, manifest as Manifest), []);
}
