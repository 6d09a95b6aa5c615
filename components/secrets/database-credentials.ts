import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { after, childOptions } from "../options";
import type { Environment } from "../environments";
import {
  dataProtectionOptions,
  environmentLabels,
  protectionAnnotations,
  protectionLabels,
} from "../protection";
import { claimSecret } from "./one-producer";
import { SealedSecret } from "./sealed-secret";

/** Arguments of `DatabaseCredentials`. */
export interface DatabaseCredentialsArgs {
  /** The environment of the database. */
  environment: Environment;
  /** Namespace of the database, in which the Secrets are written. */
  namespace: pulumi.Input<string>;
  /**
   * Name of the MariaDB object; each Secret is called after it: `<instance>-<user>`, key `password`.
   *
   * @default "mariadb"
   */
  instance?: string;
  /**
   * Users that need a password.
   *
   * @default ["root", "app"]
   */
  users?: string[];
  /**
   * Seals the passwords, so that the Sealed Secrets controller writes the Secrets.
   *
   * @default none: Pulumi writes the Secrets itself
   */
  sealing?: PasswordSealing;
  /**
   * Passwords that the cluster already holds, by user: those that an earlier destroy kept. They are used in place of new
   * ones. An empty object states that the cluster holds none. Secrets.
   *
   * @default unknown: the update fails at a kept Secret instead of replacing it
   */
  kept?: Record<string, pulumi.Input<string>>;
  /**
   * Whether Pulumi refuses to delete the Secrets in staging and production. They are kept on destroy either way.
   *
   * @default true
   */
  deletionProtection?: boolean;
}

/** How `DatabaseCredentials` seals its passwords. */
export interface PasswordSealing {
  /** Certificate of the controller, in PEM: `SealedSecrets.certificate`. */
  certificate: pulumi.Input<string>;
}

/**
 * Random passwords for the users of one database, each in the Secret that the manifests in Git refer to.
 *
 * For dev. Elsewhere External Secrets writes these Secrets, and a Secret has one producer only. The Secrets are kept
 * on destroy, because data that outlives the stack can only be opened with them. An update after a destroy uses the
 * passwords in `kept`; without it, the update makes new ones and fails at the kept object instead of replacing it.
 */
export class DatabaseCredentials extends pulumi.ComponentResource {
  /** Names of the Secrets, in the order of the users. */
  public readonly secretNames: pulumi.Output<string[]>;

  constructor(name: string, args: DatabaseCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseCredentials", name, {}, opts);
    const users = args.users ?? ["root", "app"];
    this.secretNames = pulumi.all(
      users.map((user) => credential(this, name, user, args, childOptions(this, opts))),
    );
    this.registerOutputs({ secretNames: this.secretNames });
  }
}

/** One user's password and its Secret; returns the Secret's name. */
function credential(
  producer: DatabaseCredentials,
  name: string,
  user: string,
  args: DatabaseCredentialsArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const wanted = `${args.instance ?? "mariadb"}-${user}`;
  const generated = new random.RandomPassword(
    `${name}-${user}`,
    // The operator writes passwords into SQL unescaped: no quote, no backslash.
    { length: 32, overrideSpecial: "-_.~" },
    options,
  );
  // Generated even where one is kept: otherwise the stack's resources would change with what the cluster holds.
  const kept = args.kept?.[user];
  const password = kept === undefined ? generated.result : pulumi.secret(kept);
  if (args.sealing !== undefined) {
    return new SealedSecret(
      `${name}-${user}`,
      {
        environment: args.environment,
        name: wanted,
        namespace: args.namespace,
        data: { password },
        certificate: args.sealing.certificate,
        // With the kept passwords, the values that are sealed again are those that were sealed before.
        adopt: args.kept !== undefined,
        deletionProtection: args.deletionProtection ?? true,
      },
      options,
    ).secretName;
  }
  const secretName = claimSecret(producer, args.namespace, wanted);
  const secret = new k8s.core.v1.Secret(
    `${name}-${user}-secret`,
    {
      metadata: {
        name: secretName,
        namespace: args.namespace,
        // Without the watch label the operator notices a changed password after up to ten hours.
        labels: { ...environmentLabels(args.environment), ...protectionLabels, "k8s.mariadb.com/watch": "" },
        annotations: protectionAnnotations,
      },
      stringData: { password },
    },
    { ...options, ...dataProtectionOptions(args.environment, args.deletionProtection) },
  );
  return after(secret, secretName);
}
