import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";

import { WorkloadIdentity } from "../../components/workload-identity";
import { missingProtection } from "../support/missing-protection";
import { Environment } from "../../components/environments";
import { SecretStore, type SecretStoreArgs } from "../../components/secrets/stores/secret-store";
import { only, recordGraph, unknownPaths, type Registration } from "../support/graph";

const store = "kubernetes:external-secrets.io/v1:SecretStore";
const account = "kubernetes:core/v1:ServiceAccount";
const aws = {
  region: "eu-west-1",
  roleArn: "arn:aws:iam::123456789012:role/mariadb-production-secrets",
};
const args = { environment: "production", namespace: "mariadb-production", aws } as const;

describe("SecretStore", () => {
  const stored = (changes: Partial<SecretStoreArgs> = {}) =>
    recordGraph(() => new SecretStore("store", { ...args, ...changes }));

  it("registers the account with its role, then the store that reads as it", async () => {
    const graph = await stored();
    const { inputs } = only(graph, account);
    const { name, annotations } = inputs.metadata as Metadata;
    assert.equal(name, "external-secrets-sa");
    assert.equal(annotations["eks.amazonaws.com/role-arn"], aws.roleArn);
    assert.equal(inputs.automountServiceAccountToken, false);
    assert.deepEqual(namesOf(only(graph, store).dependencies), [only(graph, account).name]);
    assert.match(only(graph, store).parent, /SecretStore::store$/);
  });

  it("leaves the account alone when nobody says its role: the overlays bring their own", async () => {
    const graph = await stored({ aws: { region: "eu-west-1" } });
    assert.equal(
      graph.some(({ type }) => type === account),
      false,
    );
    const { spec } = only(graph, store).inputs as { spec: { provider: { aws: { auth: unknown } } } };
    assert.deepEqual(spec.provider.aws.auth, { jwt: { serviceAccountRef: { name: "external-secrets-sa" } } });
  });

  it("has no account with Pod Identity, which only the operator's own pod gets", async () => {
    const graph = await stored({
      aws: { region: "eu-west-1", identity: WorkloadIdentity.PodIdentity },
    });
    assert.deepEqual(
      graph.map(({ type }) => type),
      ["mariadb-gitops:index:SecretStore", store],
    );
    const { spec } = only(graph, store).inputs as { spec: { provider: object } };
    assert.deepEqual(spec.provider, { aws: { service: "SecretsManager", region: "eu-west-1" } });
  });

  it("lets the operator make tokens of the account that it reads as, and of no other", async () => {
    const graph = await stored({ aws: { region: "eu-west-1", serviceAccount: "reader" } });
    const { inputs, retainOnDelete } = only(graph, "kubernetes:rbac.authorization.k8s.io/v1:Role");
    assert.deepEqual(inputs.rules, [
      { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: ["reader"], verbs: ["create"] },
    ]);
    assert.equal((inputs.metadata as { namespace: string }).namespace, "mariadb-production");
    assert.equal(retainOnDelete, true);
  });

  it("registers the accounts of Vault and Google, each with its own identity", async () => {
    const vault = await recordGraph(
      () =>
        new SecretStore("store", {
          environment: "dev",
          namespace: "mariadb-dev",
          vault: { server: "https://vault.example.com", role: "mariadb" },
        }),
    );
    assert.equal((only(vault, account).inputs.metadata as Metadata).name, "external-secrets-sa");
    const gcp = await recordGraph(
      () =>
        new SecretStore("store", {
          environment: "dev",
          namespace: "mariadb-dev",
          gcp: { projectId: "acme", gcpServiceAccount: "mariadb@acme.iam.gserviceaccount.com" },
        }),
    );
    const { annotations } = only(gcp, account).inputs.metadata as Metadata;
    assert.equal(annotations["iam.gke.io/gcp-service-account"], "mariadb@acme.iam.gserviceaccount.com");
  });

  for (const environment of Object.values(Environment)) {
    it(`keeps store and account on destroy in ${environment}, and protects them per the table`, async () => {
      const graph = await stored({ environment });
      for (const type of [store, account]) {
        const { protect, retainOnDelete } = only(graph, type);
        assert.deepEqual([protect, retainOnDelete], [environment !== "dev", true], type);
      }
    });
  }

  it("lifts the protection with the switch, and still keeps what it made", async () => {
    const { protect, retainOnDelete } = only(await stored({ deletionProtection: false }), store);
    assert.deepEqual([protect, retainOnDelete], [false, true]);
  });

  it("carries the engines' protection and knows its inputs in a preview", async () => {
    const graph = await recordGraph(() => new SecretStore("store", args), { preview: true });
    for (const type of [store, account]) {
      const { inputs } = only(graph, type);
      assert.deepEqual(missingProtection({ apiVersion: "v1", kind: type, ...inputs }), []);
      assert.deepEqual(unknownPaths(inputs), []);
    }
  });

  it("uses the component's provider, and waits for what the component waits for", async () => {
    const graph = await recordGraph(() => {
      const provider = new k8s.Provider("cluster", { context: "here" });
      const first = new k8s.core.v1.ConfigMap("first", {}, { provider });
      new SecretStore("store", args, { providers: [provider], dependsOn: first });
    });
    assert.match(only(graph, store).provider, /pulumi:providers:kubernetes::cluster::/);
    assert.deepEqual(namesOf(only(graph, account).dependencies), ["first"]);
  });

  const vault = { server: "https://vault.example.com", role: "mariadb" };
  const refused: [string, Omit<SecretStoreArgs, "environment" | "namespace">, RegExp][] = [
    ["no provider", {}, /0 of aws, vault and gcp/],
    ["two providers", { aws, vault }, /2 of aws, vault and gcp/],
    [
      "an account with Pod Identity",
      { aws: { ...aws, identity: WorkloadIdentity.PodIdentity } },
      /no effect with Pod Identity/,
    ],
    ["Vault in clear", { vault: { ...vault, server: "http://vault" } }, /set an https:\/\/ address/],
    [
      "two certificates",
      {
        vault: {
          ...vault,
          caCertificate: "PEM",
          caProvider: { kind: "ConfigMap", name: "ca", key: "ca.crt" },
        },
      },
      /set one of them/,
    ],
    ["no address of Google", { gcp: { projectId: "acme", gcpServiceAccount: "mariadb" } }, /set its address/],
    ["half a cluster", { gcp: { projectId: "acme", clusterName: "blue" } }, /set both or none/],
  ];
  for (const [what, changes, message] of refused) {
    it(`refuses ${what} before it registers anything`, async () => {
      const record: Registration[] = [];
      const place = { environment: "dev", namespace: "mariadb-dev" } as const;
      const program = () => new SecretStore("store", { ...place, ...changes });
      await assert.rejects(recordGraph(program, { record }), message);
      assert.deepEqual(
        record.filter(({ type }) => type.startsWith("kubernetes:")),
        [],
      );
    });
  }
});

interface Metadata {
  name: string;
  annotations: Record<string, string>;
}

/** The names at the end of URNs; the recorded URNs leave the parents' types out. */
function namesOf(urns: readonly string[]): string[] {
  return urns.map((urn) => urn.split("::").at(-1) ?? urn);
}
