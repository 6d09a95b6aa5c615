import * as pulumi from "@pulumi/pulumi";

/** Who produces which Secret of one cluster: the key is the Secret's namespace and name. */
type Producers = Map<string, pulumi.Resource>;

/**
 * One register per running program and cluster. The Automation API runs programs many times in one process; each run has
 * its own root resource, which is the key here. A register is collected with its program.
 */
const registers = new WeakMap<object, Map<pulumi.ProviderResource | undefined, Producers>>();

/** The key of components that are created outside of a program. */
const noProgram = {};

/**
 * Claims a Kubernetes Secret for the component that produces it, and refuses a second producer of the same Secret.
 *
 * Two producers overwrite each other: the one that is reconciled last decides the password, and the database accepts only
 * one. Call this first in the constructor, before any child, once per Secret, and give the returned name to
 * the object that creates the Secret: where names are outputs, the claim is checked when they are known, and a refused
 * claim prevents that object.
 *
 * Claims are compared within one program run and among components with the same Kubernetes provider. Secrets that
 * other stacks, Git or people produce are not seen; the rule `one-secret-producer` reads those in Git.
 *
 * @param producer the component that produces the Secret, `this` in its constructor; it may claim a Secret again
 * @param namespace namespace of the Secret
 * @param name name of the Secret
 * @returns the name; plain arguments give an output that is known in previews
 * @throws pulumi.ResourceError that names both producers
 *
 * @example
 * const secretName = claimSecret(this, args.namespace, "mariadb-root");
 * new k8s.core.v1.Secret(`${name}-secret`, { metadata: { name: secretName, namespace: args.namespace } }, options);
 */
export function claimSecret(
  producer: pulumi.Resource,
  namespace: pulumi.Input<string>,
  name: pulumi.Input<string>,
): pulumi.Output<string> {
  const producers = producersBeside(producer);
  if (typeof namespace === "string" && typeof name === "string") {
    claim(producers, producer, namespace, name);
    return pulumi.output(name);
  }
  return pulumi.all([namespace, name]).apply(([where, what]) => {
    claim(producers, producer, where, what);
    return what;
  });
}

/** The register of the running program and of the cluster that the producer writes to. */
function producersBeside(producer: pulumi.Resource): Producers {
  const program = pulumi.runtime.getStackResource() ?? pulumi.runtime.getMonitor() ?? noProgram;
  const clusters = registers.get(program) ?? new Map<pulumi.ProviderResource | undefined, Producers>();
  registers.set(program, clusters);
  const cluster = producer.getProvider("kubernetes:core/v1:Secret");
  const producers: Producers = clusters.get(cluster) ?? new Map<string, pulumi.Resource>();
  clusters.set(cluster, producers);
  return producers;
}

function claim(producers: Producers, producer: pulumi.Resource, namespace: string, name: string): void {
  const key = `${namespace}/${name}`;
  const first = producers.get(key);
  if (first !== undefined && first !== producer) {
    throw new pulumi.ResourceError(
      `${describe(producer)}: the Secret ${key} is already produced by ${describe(first)}, and two producers would ` +
        `overwrite each other; remove one of them or give its Secret another name`,
      producer,
      true,
    );
  }
  producers.set(key, producer);
}

/**
 * The class of a component and its name in the program. `__name` is internal to Pulumi, which has no public name yet:
 * https://github.com/pulumi/pulumi/issues/8134
 */
function describe(resource: pulumi.Resource): string {
  const { __name: name } = resource as { __name?: string };
  return name === undefined ? resource.constructor.name : `${resource.constructor.name} "${name}"`;
}
