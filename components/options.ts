import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/**
 * The options of a component's child: the component as parent, and what the component itself waits for. Pulumi does
 * not hand a component's `dependsOn` to its children, so without this an Application could be registered before the
 * Argo CD that its component depends on.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
): {
  parent: pulumi.ComponentResource;
  dependsOn?: NonNullable<pulumi.ComponentResourceOptions["dependsOn"]>;
} {
  return opts?.dependsOn === undefined ? { parent } : { parent, dependsOn: opts.dependsOn };
}

/** The dependencies of a resource, as a list. */
export function dependencies(
  opts: Pick<pulumi.ResourceOptions, "dependsOn"> | undefined,
): pulumi.Input<pulumi.Resource>[] {
  return [opts?.dependsOn ?? []].flat() as pulumi.Input<pulumi.Resource>[];
}

/**
 * A value that a preview knows, and whose users still wait for the resource.
 *
 * The resource's own outputs will not do: until it exists, a preview may not know them, and an unknown value hides
 * from the policies, which then have to refuse it.
 */
export function after(resource: pulumi.Resource, value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.all([resource.urn, value]).apply(([, known]) => known);
}

/**
 * The options of a component that version 0.1.0 registered at the top of the program, under the given name. The alias
 * makes an update take it over as it is: a replaced namespace, key or password would be lost data.
 */
export function movedFromTop(
  formerName: string,
  options: pulumi.ComponentResourceOptions,
): pulumi.ComponentResourceOptions {
  return { ...options, aliases: [{ name: formerName, parent: pulumi.rootStackResource }] };
}

/**
 * Registers the namespace of an installation. Kept on destroy: it may have been there before, and people keep objects
 * in it that are not ours to delete.
 *
 * @param name name of the component that it belongs to
 */
export function keptNamespace(
  name: string,
  namespace: string,
  options: pulumi.CustomResourceOptions,
  labels?: Record<string, string>,
): k8s.core.v1.Namespace {
  return new k8s.core.v1.Namespace(
    `${name}-namespace`,
    { metadata: { name: namespace, ...(labels === undefined ? {} : { labels }) } },
    { ...options, retainOnDelete: true },
  );
}

/** Whether a value is one that only an update knows. */
export function isOutput(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
