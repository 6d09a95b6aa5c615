import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { chartResources } from "../chart/install";
import type { Environment } from "../environments";
import { environmentLabels, protectionOptions } from "../protection";

/** Resources that the lock depends on, and whether it is closed. */
export interface DestroyLockArgs {
  environment: Environment;
  namespace: pulumi.Input<string>;
  deletionProtection: boolean;
  /** Everything that a destroy would remove, charts' children included. */
  components: readonly pulumi.ComponentResource[];
  /** The same for resources outside of these components. */
  resources: readonly pulumi.Input<pulumi.Resource>[];
}

/**
 * Makes a refused destroy delete nothing.
 *
 * The engine spares a protected resource and what that resource depends on, and deletes the rest; only a preview
 * refuses the whole destroy, and `pulumi destroy --skip-preview`, which the Automation API runs, has none. This
 * ConfigMap depends on every resource of the stack and is protected where the environment is, so the engine comes to
 * it first, refuses, and spares all the others.
 */
export function lockDestroy(
  name: string,
  { environment, namespace, deletionProtection, components, resources }: DestroyLockArgs,
  options: pulumi.CustomResourceOptions,
): void {
  const { protect } = protectionOptions(environment, deletionProtection);
  new k8s.core.v1.ConfigMap(
    `${name}-destroy-lock`,
    {
      metadata: {
        name: "mariadb-gitops-destroy-lock",
        namespace,
        labels: environmentLabels(environment),
      },
      data: { stack: `${pulumi.getProject()}/${pulumi.getStack()}` },
    },
    {
      ...options,
      protect,
      // The engine knows the children of a chart by name alone: depending on the chart does not cover them.
      dependsOn: allOf([...components, ...resources], components.flatMap(chartResources)),
    },
  );
}

/** One list of resources, of which some are known only once their chart is rendered. */
function allOf(
  known: readonly pulumi.Input<pulumi.Resource>[],
  rendered: readonly pulumi.Output<pulumi.Resource[]>[],
): pulumi.Output<pulumi.Input<pulumi.Resource>[]> {
  const charts = pulumi.all([...rendered] as unknown as pulumi.Output<unknown>[]);
  return charts.apply((resources) => [...known, ...(resources as pulumi.Resource[][]).flat()]);
}
