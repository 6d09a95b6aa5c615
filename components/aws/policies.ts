/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: string | Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** A policy of these statements. */
export function policy(...statements: Statement[]): Policy {
  return { Version: "2012-10-17", Statement: statements };
}

/**
 * Permissions of External Secrets: read exactly these secrets. It cannot list: an ExternalSecret names its key.
 *
 * @param kmsKeyArn key of the secrets; the account's own key `aws/secretsmanager` needs no permission
 */
export function readSecrets(secretArns: readonly string[], kmsKeyArn?: string): Policy {
  return policy(
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: [
        "secretsmanager:GetSecretValue",
        "secretsmanager:DescribeSecret",
        "secretsmanager:ListSecretVersionIds",
        "secretsmanager:GetResourcePolicy",
      ],
      Resource: secretArns,
    },
    ...useKey(kmsKeyArn, "secretsmanager", ["kms:Decrypt"]),
  );
}

/**
 * Permissions of the backups: write, read for a restore, list, and delete what their retention drops. A deletion leaves
 * the version behind, because there is no `DeleteObjectVersion`, and nothing here changes the bucket itself.
 *
 * @param kmsKeyArn key of the bucket; the account's own key `aws/s3` needs no permission
 */
export function writeBackups(bucketArn: string, kmsKeyArn?: string): Policy {
  return policy(
    { Sid: "ListBackups", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucketArn] },
    {
      Sid: "WriteBackups",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      Resource: [`${bucketArn}/*`],
    },
    ...useKey(kmsKeyArn, "s3", ["kms:GenerateDataKey", "kms:Decrypt"]),
  );
}

/**
 * Permissions of the escrow of the sealing key: write a new version of one secret. It cannot read what it wrote. There is
 * no `CreateSecret`: the entry is registered, so nobody can choose its name, its key or its resource policy.
 *
 * @param kmsKeyArn key of the secret
 */
export function putSealingKey(secretArn: string, kmsKeyArn?: string): Policy {
  return policy(
    {
      Sid: "PutSealingKey",
      Effect: "Allow",
      Action: ["secretsmanager:PutSecretValue"],
      Resource: [secretArn],
    },
    // Secrets Manager asks for both when it encrypts a value; only through it, where reading needs GetSecretValue.
    ...useKey(kmsKeyArn, "secretsmanager", ["kms:GenerateDataKey", "kms:Decrypt"]),
  );
}

/** Use of a customer's key, only through the service that stores the data. */
function useKey(kmsKeyArn: string | undefined, service: string, actions: string[]): Statement[] {
  if (kmsKeyArn === undefined) {
    return [];
  }
  const [, partition, , region] = kmsKeyArn.split(":");
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return [
    {
      Sid: "UseKey",
      Effect: "Allow",
      Action: actions,
      Resource: [kmsKeyArn],
      Condition: { StringEquals: { "kms:ViaService": `${service}.${region ?? ""}.${domain}` } },
    },
  ];
}

/** A ServiceAccount in a cluster. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Trust of one ServiceAccount through the cluster's OIDC provider. Both conditions compare exactly: with `StringLike`
 * or without `aud`, other accounts or other clients of the issuer could take the role.
 */
export function irsaTrust(oidcProviderArn: string, { namespace, name }: Account): Policy {
  const issuer = oidcProviderArn.slice(oidcProviderArn.indexOf("/") + 1);
  return policy({
    Sid: "AssumeAsServiceAccount",
    Effect: "Allow",
    Principal: { Federated: oidcProviderArn },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    },
  });
}

/**
 * Trust of one ServiceAccount of one cluster through EKS Pod Identity. An association alone could hand the role to any
 * account of any cluster; the conditions read the tags that EKS puts on the session.
 */
export function podIdentityTrust(clusterName: string, { namespace, name }: Account): Policy {
  return policy({
    Sid: "AssumeAsPod",
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-name": clusterName,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": name,
      },
    },
  });
}
