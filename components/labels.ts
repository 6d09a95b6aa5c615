import type { Environment } from "./environments";

/** The prefix of every label and annotation that is ours. */
export const labelDomain = "mariadb-gitops.dev";

/** Label that says which environment an object belongs to; the rules read it. */
export const environmentLabel = `${labelDomain}/environment`;

/** The labels of everything that the components register for one environment. */
export function environmentLabels(environment: Environment): Record<string, string> {
  return { [environmentLabel]: environment, "app.kubernetes.io/part-of": "mariadb-gitops" };
}
