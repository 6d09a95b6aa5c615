import * as pulumi from "@pulumi/pulumi";

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
