import * as pulumi from "@pulumi/pulumi";

/**
 * A value that a preview knows, and that still makes whoever uses it wait for the resource.
 *
 * The resource's own outputs will not do: until it exists, a preview may not know them, and an unknown value hides
 * from the policies, which then have to refuse it.
 */
export function after(resource: pulumi.Resource, value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.all([resource.urn, value]).apply(([, known]) => known);
}
