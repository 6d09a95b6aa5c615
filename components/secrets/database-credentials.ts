import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { after } from "../after";
import { environments, type Environment } from "../environments";
import { environmentLabels } from "../labels";
import { childOptions } from "../options";
import { protectionAnnotations, protectionLabels } from "../delivery/protection";

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
}

/**
 * Random passwords for the users of one database, each in the Secret that the manifests in Git refer to.
 *
 * For dev. Elsewhere External Secrets writes these Secrets, and a Secret has one producer only. The Secrets are kept
 * on destroy: the data that outlives the stack can only be opened with them. An update after a destroy makes new
 * passwords and stops at the kept Secret; delete it if the data is gone, else `pulumi import` it.
 */
export class DatabaseCredentials extends pulumi.ComponentResource {
  /** Names of the Secrets, in the order of the users. */
  public readonly secretNames: pulumi.Output<string[]>;

  constructor(name: string, args: DatabaseCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mariadb-gitops:index:DatabaseCredentials", name, {}, opts);
    const users = args.users ?? ["root", "app"];
    this.secretNames = pulumi.all(
      users.map((user) => credential(name, user, args, childOptions(this, opts))),
    );
    this.registerOutputs({ secretNames: this.secretNames });
  }
}

/** One user's password and its Secret; the output is the Secret's name. */
function credential(
  name: string,
  user: string,
  args: DatabaseCredentialsArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const secretName = `${args.instance ?? "mariadb"}-${user}`;
  const password = new random.RandomPassword(
    `${name}-${user}`,
    // The operator writes passwords into SQL unescaped: no quote, no backslash.
    { length: 32, overrideSpecial: "-_.~" },
    options,
  );
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
      stringData: { password: password.result },
    },
    { ...options, retainOnDelete: true, protect: environments[args.environment].protection.protect },
  );
  return after(secret, secretName);
}
