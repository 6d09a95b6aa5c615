import * as pulumi from "@pulumi/pulumi";

/** The kind of object that holds Vault's certificate authority. */
export const CaSource = { ConfigMap: "ConfigMap", Secret: "Secret" } as const;
export type CaSource = (typeof CaSource)[keyof typeof CaSource];

/** Where Vault's certificate authority is: an object in the store's namespace. */
export interface CaProvider {
  /** Kind of the object. */
  kind: CaSource;
  /** Name of the object. */
  name: pulumi.Input<string>;
  /** Key in the object, whose value is PEM. */
  key: pulumi.Input<string>;
}

/** A store in Vault: the KV engine, version 2, with Kubernetes authentication. */
export interface VaultStoreArgs {
  /** Address, with `https://`. */
  server: pulumi.Input<string>;
  /**
   * Mount path of the KV engine; keys of an ExternalSecret are relative to it.
   *
   * @default "secret"
   */
  path?: pulumi.Input<string>;
  /** Role of Vault's Kubernetes authentication, bound to the ServiceAccount and its namespace. */
  role: pulumi.Input<string>;
  /**
   * Mount path of the Kubernetes authentication.
   *
   * @default "kubernetes"
   */
  mountPath?: pulumi.Input<string>;
  /** Namespace of Vault Enterprise. Left out in the community edition. */
  namespace?: pulumi.Input<string>;
  /**
   * Name of an existing ServiceAccount that reads the store.
   *
   * @default a new one, "external-secrets-sa"
   */
  serviceAccount?: string;
  /**
   * Audience of the token that Vault gets; the role in Vault must name the same. Without one the token is also good
   * for the Kubernetes API, with the rights of the ServiceAccount.
   *
   * @default the cluster's own audience
   */
  audience?: pulumi.Input<string>;
  /** Vault's certificate authority, in PEM. A certificate is no secret. Not together with `caProvider`. */
  caCertificate?: pulumi.Input<string>;
  /** Object with Vault's certificate authority. Not together with `caCertificate`. */
  caProvider?: CaProvider;
}

/** The provider of a SecretStore for Vault. */
export function vaultProvider(args: VaultStoreArgs) {
  const { server, namespace, caCertificate, caProvider } = args;
  return {
    vault: {
      server,
      path: args.path ?? "secret",
      version: "v2",
      ...(namespace === undefined ? {} : { namespace }),
      ...(caCertificate === undefined ? {} : { caBundle: base64(caCertificate) }),
      ...(caProvider === undefined
        ? {}
        : { caProvider: { type: caProvider.kind, name: caProvider.name, key: caProvider.key } }),
      auth: {
        kubernetes: {
          mountPath: args.mountPath ?? "kubernetes",
          role: args.role,
          serviceAccountRef: {
            name: args.serviceAccount ?? "external-secrets-sa",
            ...(args.audience === undefined ? {} : { audiences: [args.audience] }),
          },
        },
      },
    },
  };
}

/** What is wrong with the arguments, and what to write instead. */
export function vaultProblem({ server, caCertificate, caProvider }: VaultStoreArgs): string | undefined {
  if (typeof server === "string" && !server.startsWith("https://")) {
    return `vault.server is ${JSON.stringify(server)}, which sends tokens and passwords in clear; write an https:// address`;
  }
  if (caCertificate !== undefined && caProvider !== undefined) {
    return "vault.caCertificate and vault.caProvider are two sources of one certificate; write one of them";
  }
  return undefined;
}

/** A plain text stays plain, so that a preview and the policies see it. */
function base64(text: pulumi.Input<string>): pulumi.Input<string> {
  const encode = (value: string): string => Buffer.from(value, "utf8").toString("base64");
  return typeof text === "string" ? encode(text) : pulumi.output(text).apply(encode);
}
