import {
  environmentLabel,
  fluxPrune,
  helmPolicyAnnotation,
  protectedLabel,
  syncOptionsAnnotation,
} from "../safety/labels";
import type { Environment } from "./environments";

/** The labels of a protected object. */
export const protectedLabels: Readonly<Record<string, string>> = { [protectedLabel]: "true" };

/**
 * Annotations that make the engines keep an object: on every object under `gitops/`, and on what the components register
 * beside it. Argo CD and Helm read them from the live object, as exact strings.
 */
export const protectionAnnotations: Readonly<Record<string, string>> = {
  [syncOptionsAnnotation]: "Prune=false,Delete=false",
  [helmPolicyAnnotation]: "keep",
  [fluxPrune]: "disabled",
};

/** The labels that go with them. Flux accepts a label or an annotation; both are set. The guard reads the other one. */
export const protectionLabels: Readonly<Record<string, string>> = {
  [fluxPrune]: "disabled",
  ...protectedLabels,
};

/** The labels of everything that the components register for one environment. */
export function environmentLabels(environment: Environment): Record<string, string> {
  return { [environmentLabel]: environment, "app.kubernetes.io/part-of": "mariadb-gitops" };
}
