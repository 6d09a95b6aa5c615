import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { after, childOptions } from "../../options";
import type { Environment } from "../../environments";
import { refuseArguments } from "../../refusal";
import { dataProtectionOptions } from "../../protection";
import { allowTokens } from "../external-secrets-access";
import { storeProblems, type StoreArgs } from "./store-args";
import { accountManifest, resolveStore, storeManifest } from "./store-manifest";

/** Arguments of `SecretStore`. Set exactly one of `aws`, `vault` and `gcp`. */
export interface SecretStoreArgs extends StoreArgs {
  /** The environment whose secrets the store reads. */
  environment: Environment;
  /** Namespace of the databases: the only one that may read from the store. */
  namespace: pulumi.Input<string>;
  /**
   * Name of the SecretStore.
   *
   * @default "aws-secrets-manager", "vault" or "gcp-secret-manager"
   */
  storeName?: pulumi.Input<string>;
  /**
   * Namespace of the operator, which gets the right to make tokens of the store's ServiceAccount.
   *
   * @default "external-secrets"
   */
  operatorNamespace?: string;
  /**
   * Whether Pulumi refuses to delete the store in staging and production. It is kept on destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/**
 * The store from which External Secrets reads the passwords of one environment: a SecretStore, and the ServiceAccount as
 * which it reads. It holds no credential: the account's identity is enough.
 *
 * Always namespaced. A ClusterSecretStore would let an ExternalSecret in dev name production's password.
 */
export class SecretStore extends pulumi.ComponentResource {
  /** Name of the SecretStore, for `ExternalSecret`. */
  public readonly store: pulumi.Output<string>;

  constructor(name: string, args: SecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:SecretStore", name, {}, opts);
    refuseArguments(name, storeProblems(args));
    // Kept like data: the ExternalSecrets that stay would otherwise fail, and a changed password would never arrive.
    const options = {
      ...childOptions(this, opts),
      ...dataProtectionOptions(args.environment, args.deletionProtection),
    };
    const store = resolveStore(args);
    const account =
      store.account &&
      new k8s.core.v1.ServiceAccount(`${name}-account`, accountManifest(args, store.account), options);
    if (store.reader !== undefined) {
      const reader = { namespace: args.namespace, name: store.reader };
      allowTokens(name, [reader], args.operatorNamespace ?? "external-secrets", options);
    }
    const wanted = args.storeName ?? store.defaultName;
    const registered = new k8s.apiextensions.CustomResource(
      `${name}-store`,
      storeManifest(args, wanted, store),
      account === undefined ? options : { ...options, dependsOn: account },
    );
    this.store = after(registered, wanted);
    this.registerOutputs({ store: this.store });
  }
}
