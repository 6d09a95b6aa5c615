import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** An installation of which a cluster has one. */
export interface ClaimedInstallation {
  /** Display name, such as "Argo CD". */
  readonly what: string;
  /** Name of the Helm release. */
  readonly release: string;
  /** Namespace of the installation; it must exist. */
  readonly namespace: string;
  /** The configuration key that makes a stack use the existing installation. */
  readonly key: string;
}

/**
 * Writes down in the cluster which stack has an installation, before anything of it is installed. A second stack then
 * fails at this ConfigMap, with a message that names the first one, and not in the middle of the chart; and it cannot
 * take the installation with it when it is destroyed.
 */
export function claimInstallation(
  name: string,
  installation: ClaimedInstallation,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const claim = claimName(installation);
  return new k8s.core.v1.ConfigMap(
    `${name}-owner`,
    {
      metadata: {
        name: claim,
        namespace: installation.namespace,
        labels: { "app.kubernetes.io/part-of": "mariadb-gitops" },
        // The API server names the field manager in a conflict.
        annotations: { "pulumi.com/patchFieldManager": stack.slice(0, 128) },
      },
      data: { stack },
    },
    { ...options, hooks: { onError: [explainOwner(installation, stack)] } },
  );
}

/** Name of the ConfigMap, in the installation's namespace, whose key `stack` says which stack has it. */
export function claimName({ release }: Pick<ClaimedInstallation, "release">): string {
  return `mariadb-gitops-${release}`;
}

function explainOwner(installation: ClaimedInstallation, stack: string): pulumi.ErrorHook {
  const { namespace } = installation;
  return new pulumi.ErrorHook(`explain-${namespace}-${claimName(installation)}`, ({ errors }) => {
    const message = ownedMessage(errors, installation, stack);
    if (message !== undefined) {
      void pulumi.log.error(message);
    }
    return false;
  });
}

/**
 * Who has the installation, and what to do; undefined when the errors speak of something else.
 *
 * @param errors messages of the provider
 * @param stack the stack that was refused
 */
export function ownedMessage(
  errors: readonly string[],
  installation: ClaimedInstallation,
  stack: string,
): string | undefined {
  const said = errors.join("\n");
  if (!/apply conflict|already exists/.test(said)) {
    return undefined;
  }
  const { what, namespace, key } = installation;
  const owner = /conflicts? with "([^"]+)"/.exec(said)?.[1];
  const claim = `${namespace}/${claimName(installation)}`;
  return (
    `${what} in namespace ${namespace} belongs to ${owner === undefined ? "another stack" : `the stack ${owner}`}, and a ` +
    `cluster has one installation of it. Nothing of it was changed. Set ${key} to existing in stack ${stack} ` +
    `(installation: Installation.Existing in a program of your own). If the other stack no longer exists, delete the ` +
    `ConfigMap ${claim} and update again: this stack then takes the installation over.`
  );
}
