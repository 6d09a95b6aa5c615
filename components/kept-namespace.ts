import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

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
