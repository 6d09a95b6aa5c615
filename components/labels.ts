import { environmentLabel, protectedLabel } from "../safety/labels";
import type { Environment } from "./environments";

/** The labels of a protected object. */
export const protectedLabels: Readonly<Record<string, string>> = { [protectedLabel]: "true" };

/** The labels of everything that the components register for one environment. */
export function environmentLabels(environment: Environment): Record<string, string> {
  return { [environmentLabel]: environment, "app.kubernetes.io/part-of": "mariadb-gitops" };
}
