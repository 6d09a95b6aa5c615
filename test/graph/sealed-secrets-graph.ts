/** The graph of `SealedSecrets`, with a real key where the tls provider would make one. */
import * as pulumi from "@pulumi/pulumi";

import { SealedSecrets } from "../../components/secrets/sealed-secrets";
import type { SealedSecretsArgs } from "../../components/secrets/sealed-secrets-args";
import { recordGraph, type GraphOptions, type Registration } from "../support/graph";
import type { TestKey } from "../support/sealing-key";

export const secret = "kubernetes:core/v1:Secret";
export const release = "kubernetes:helm.sh/v3:Release";
export const privateKey = "tls:index/privateKey:PrivateKey";

export const passphrase = "six random words make a passphrase";

/** The part of an object's metadata that is looked at. */
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

/** Records programs in which the tls provider makes this key. */
export function graphsWith(key: () => TestKey) {
  const outputs = (type: string): Record<string, unknown> => {
    if (type === privateKey) {
      return { privateKeyPem: pulumi.secret(key().privatePem) };
    }
    return type.endsWith(":SelfSignedCert") ? { certPem: key().certificate } : {};
  };
  const graphOf = (
    args: Partial<SealedSecretsArgs> = {},
    options: GraphOptions = {},
  ): Promise<Registration[]> =>
    recordGraph(() => new SealedSecrets("sealed-secrets", { environment: "dev", ...args }), {
      outputs,
      ...options,
    });
  return { outputs, graphOf };
}
