import assert from "node:assert/strict";

import { identityProblems, type ClusterIdentity } from "../../../../components/aws/foundation-args";
import {
  irsaTrust,
  podIdentityTrust,
  putSealingKey,
  readSecrets,
  writeBackups,
  type Policy,
} from "../../../../components/aws/policies";
import { WorkloadIdentity } from "../../../../components/workload-identity";

const secrets = [
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/mariadb/root-password-AbCdEf",
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/mariadb/app-password-GhIjKl",
];
const bucket = "arn:aws:s3:::mariadb-backups-production-123456789012";
const key = "arn:aws:kms:eu-west-1:123456789012:key/0a1b";
const all: [string, Policy][] = [
  ["secrets", readSecrets(secrets, key)],
  ["backup", writeBackups(bucket, key)],
  ["escrow", putSealingKey(secrets[0] ?? "", key)],
];

describe("policies of the roles", () => {
  it("let External Secrets read exactly these secrets, and nothing else", () => {
    assert.deepEqual(readSecrets(secrets).Statement, [
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: [
          "secretsmanager:GetSecretValue",
          "secretsmanager:DescribeSecret",
          "secretsmanager:ListSecretVersionIds",
          "secretsmanager:GetResourcePolicy",
        ],
        Resource: secrets,
      },
    ]);
  });

  it("let backups write, read and age out, but neither remove a version nor touch the bucket", () => {
    const [list, write, ...rest] = writeBackups(bucket).Statement;
    assert.deepEqual(rest, []);
    assert.deepEqual([list?.Action, list?.Resource], [["s3:ListBucket"], [bucket]]);
    assert.deepEqual(
      [write?.Action, write?.Resource],
      [["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], [`${bucket}/*`]],
    );
  });

  it("let the escrow write one secret and never read it", () => {
    assert.deepEqual(putSealingKey(secrets[0] ?? "").Statement, [
      {
        Sid: "PutSealingKey",
        Effect: "Allow",
        Action: ["secretsmanager:PutSecretValue"],
        Resource: [secrets[0]],
      },
    ]);
  });

  for (const [name, { Statement }] of all) {
    it(`have no wildcard in an action of ${name}, and none in a resource but the bucket's objects`, () => {
      for (const { Effect, Action, Resource } of Statement) {
        assert.equal(Effect, "Allow");
        for (const action of [Action].flat()) {
          assert.doesNotMatch(action, /\*/);
        }
        for (const resource of Resource ?? []) {
          assert.doesNotMatch(resource.replace(`${bucket}/*`, ""), /\*/);
        }
        assert.ok(Resource !== undefined && Resource.length > 0);
      }
    });

    it(`let ${name} use the customer's key through one service only`, () => {
      const use = Statement.find(({ Sid }) => Sid === "UseKey");
      assert.deepEqual(use?.Resource, [key]);
      const service = name === "backup" ? "s3" : "secretsmanager";
      assert.deepEqual(use.Condition, {
        StringEquals: { "kms:ViaService": `${service}.eu-west-1.amazonaws.com` },
      });
    });
  }

  it("know the domain of AWS in China", () => {
    const [, use] = readSecrets(secrets, "arn:aws-cn:kms:cn-north-1:123456789012:key/0a1b").Statement;
    assert.deepEqual(use?.Condition, {
      StringEquals: { "kms:ViaService": "secretsmanager.cn-north-1.amazonaws.com.cn" },
    });
  });

  it("give away no dangerous action, whichever role has it", () => {
    const actions = all.flatMap(([, { Statement }]) => Statement.flatMap(({ Action }) => Action));
    for (const action of [
      "s3:DeleteObjectVersion",
      "s3:BypassGovernanceRetention",
      "s3:DeleteBucket",
      "s3:PutLifecycleConfiguration",
      "s3:PutBucketVersioning",
      "secretsmanager:DeleteSecret",
      "secretsmanager:PutResourcePolicy",
      "kms:ScheduleKeyDeletion",
    ]) {
      assert.equal(actions.includes(action), false, action);
    }
  });
});

describe("trust of the roles", () => {
  const account = { namespace: "mariadb-production", name: "mariadb-backup" };
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
  const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;

  it("is one account of one cluster, for one audience, with IRSA", () => {
    assert.deepEqual(irsaTrust(provider, account).Statement, [
      {
        Sid: "AssumeAsServiceAccount",
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        Condition: {
          StringEquals: {
            [`${issuer}:sub`]: "system:serviceaccount:mariadb-production:mariadb-backup",
            [`${issuer}:aud`]: "sts.amazonaws.com",
          },
        },
      },
    ]);
  });

  it("is one account of one cluster with Pod Identity", () => {
    assert.deepEqual(podIdentityTrust("blue", account).Statement, [
      {
        Sid: "AssumeAsPod",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-name": "blue",
            "aws:RequestTag/kubernetes-namespace": "mariadb-production",
            "aws:RequestTag/kubernetes-service-account": "mariadb-backup",
          },
        },
      },
    ]);
  });

  it("needs exactly what its kind needs", () => {
    const { Irsa, PodIdentity } = WorkloadIdentity;
    assert.deepEqual(problems({ kind: Irsa, oidcProviderArn: provider }), []);
    assert.deepEqual(problems({ kind: PodIdentity, clusterName: "blue" }), []);
    assert.match(problems({ kind: Irsa }).join(), /^identity.oidcProviderArn is missing/);
    assert.match(problems({ kind: PodIdentity }).join(), /^identity.clusterName is missing/);
    const both = { oidcProviderArn: provider, clusterName: "blue" };
    assert.match(problems({ kind: Irsa, ...both }).join(), /^identity.clusterName has no effect/);
    assert.match(problems({ kind: PodIdentity, ...both }).join(), /^identity.oidcProviderArn has no effect/);
  });

  it("refuses what is no provider: a role that anybody may take, or nobody", () => {
    for (const wrong of [
      issuer,
      `https://${issuer}`,
      `${provider}*`,
      "arn:aws:iam::123456789012:role/x",
      "arn:aws:iam::123456789012:oidc-provider/",
    ]) {
      const found = problems({ kind: WorkloadIdentity.Irsa, oidcProviderArn: wrong });
      assert.match(found.join(), /set arn:aws:iam::/, wrong);
    }
  });
});

function problems(identity: ClusterIdentity): string[] {
  return identityProblems(identity).map(({ reason }) => reason);
}
