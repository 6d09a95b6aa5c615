import { policy, type Policy } from "./policy";

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
