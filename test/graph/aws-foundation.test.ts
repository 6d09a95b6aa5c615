import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { AwsDatabaseFoundation } from "../../components/aws/database-foundation";
import type { AwsDatabaseFoundationArgs } from "../../components/aws/foundation-args";
import { WorkloadIdentity } from "../../components/workload-identity";
import { only, recordGraph, type Registration } from "../support/graph";
import { args, founded, irsa, outputs, types } from "./aws-mocks";

const { association, bucket, entry, rolePolicy } = types;

describe("AwsDatabaseFoundation", () => {
  it("gives each role its policy on exactly what was registered", async () => {
    const graph = await founded();
    const secretArn = (name: string) =>
      `arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/mariadb/${name}-AbCdEf`;
    const resources = (purpose: string) =>
      statements(only(graph, rolePolicy, `foundation-${purpose}-role-policy`), "policy").flatMap(
        ({ Resource }) => Resource,
      );
    assert.deepEqual(resources("secrets"), [secretArn("root-password"), secretArn("app-password")]);
    assert.deepEqual(resources("escrow"), [secretArn("sealing-key")]);
    const arn = "arn:aws:s3:::mariadb-backups-production-123456789012";
    assert.deepEqual(resources("backup"), [arn, `${arn}/*`]);
  });

  it("uses the keys that are named, each for its own data", async () => {
    const graph = await founded({
      secretsKmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/secrets",
      backups: { kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/backups" },
    });
    for (const { inputs } of graph.filter(({ type }) => type === entry)) {
      assert.equal(inputs.kmsKeyId, "arn:aws:kms:eu-west-1:123456789012:key/secrets");
    }
    const keys = ["secrets", "backup", "escrow"].map((purpose) =>
      statements(only(graph, rolePolicy, `foundation-${purpose}-role-policy`), "policy")
        .filter(({ Sid }) => Sid === "UseKey")
        .map(({ Resource }) => Resource.map((arn) => arn.split("/").at(-1))),
    );
    assert.deepEqual(keys, [[["secrets"]], [["backups"]], [["secrets"]]]);
  });

  it("associates roles and accounts with Pod Identity, the reader being the operator itself", async () => {
    const graph = await founded({ identity: { kind: WorkloadIdentity.PodIdentity, clusterName: "blue" } });
    const found = graph
      .filter(({ type }) => type === association)
      .map(({ inputs }) => [inputs.clusterName, inputs.namespace, inputs.serviceAccount, inputs.roleArn]);
    const arn = (purpose: string) => `arn:aws:iam::123456789012:role/mariadb-production-${purpose}`;
    assert.deepEqual(found.sort(), [
      ["blue", "external-secrets", "external-secrets", arn("secrets")],
      ["blue", "kube-system", "sealing-key-escrow", arn("escrow")],
      ["blue", "mariadb-production", "mariadb-backup", arn("backup")],
    ]);
    assert.equal(
      (await founded()).some(({ type }) => type === association),
      false,
    );
  });

  it("asks the provider for the account when nobody says it, as a child that inherits the provider", async () => {
    const graph = await recordGraph(
      () => {
        answerCalls({ accountId: "210987654321" });
        const provider = new aws.Provider("account", { region: "eu-west-1" });
        new AwsDatabaseFoundation(
          "foundation",
          { environment: "dev", identity: irsa },
          { providers: [provider] },
        );
      },
      { outputs },
    );
    assert.equal(only(graph, bucket).inputs.bucket, "mariadb-backups-dev-210987654321");
    for (const { name, type, provider } of graph.filter((found) => found.type.startsWith("aws:"))) {
      assert.match(provider, /pulumi:providers:aws::account::/, `${type} ${name}`);
    }
  });

  it("registers everything below itself, and waits for what the component waits for", async () => {
    const graph = await recordGraph(
      () => {
        const first = new aws.s3.Bucket("first", { bucket: "first" });
        new AwsDatabaseFoundation("foundation", args, { dependsOn: first });
      },
      { outputs },
    );
    for (const { name, parent, dependencies, type } of graph) {
      if (name === "first" || type.endsWith(":AwsDatabaseFoundation")) {
        continue;
      }
      assert.match(parent, /::foundation(-backups)?$/, name);
      // The bucket's settings wait for the bucket, and so for all that it waits for.
      if (parent.endsWith("::foundation") && type.startsWith("aws:")) {
        assert.ok(
          dependencies.some((urn) => urn.endsWith("::first")),
          name,
        );
      }
    }
  });

  const refused: [string, Partial<AwsDatabaseFoundationArgs>, RegExp][] = [
    ["an account that is none", { account: "1234" }, /twelve digits/],
    ["IRSA without a provider", { identity: { kind: "irsa" } }, /oidcProviderArn is missing/],
    ["Pod Identity without a cluster", { identity: { kind: "pod-identity" } }, /clusterName is missing/],
    ["a user that makes another path", { users: ["root", "a/b"] }, /cannot be part of a secret's name/],
    ["a user twice", { users: ["root", "root"] }, /once/],
    ["no user", { users: [] }, /names nobody/],
    ["a lock that is too short", { backups: { objectLock: { mode: "GOVERNANCE", days: 1 } } }, /from 30/],
  ];
  for (const [what, changes, message] of refused) {
    it(`refuses ${what} before it registers anything`, async () => {
      const record: Registration[] = [];
      await assert.rejects(founded(changes, { record }), message);
      assert.deepEqual(
        record.filter(({ type }) => type.startsWith("aws:") || type.startsWith("random:")),
        [],
      );
    });
  }
});

interface Statement {
  Sid: string;
  Resource: string[];
}

function statements({ inputs }: Registration, field: string): Statement[] {
  return (JSON.parse(String(inputs[field])) as { Statement: Statement[] }).Statement;
}

/** Answers every function call of the program with these outputs. */
function answerCalls(answer: Record<string, unknown>): void {
  const { mocks } = pulumi.runtime.getMonitor() as unknown as { mocks: { call: unknown } };
  mocks.call = () => answer;
}
