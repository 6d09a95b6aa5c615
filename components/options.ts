import type * as pulumi from "@pulumi/pulumi";

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

/** What a resource waits for, as a list to add to. */
export function dependencies(
  opts: Pick<pulumi.ResourceOptions, "dependsOn"> | undefined,
): pulumi.Input<pulumi.Resource>[] {
  return [opts?.dependsOn ?? []].flat() as pulumi.Input<pulumi.Resource>[];
}
