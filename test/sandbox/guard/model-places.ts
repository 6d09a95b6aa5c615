/**
 * Where the objects of the model are, and who asks.
 */
import { environmentLabel, protectedLabel } from "../../../safety/labels";
import { homes } from "./objects";

/** Namespaces of the model, by what the guard can know of them. */
export const places = {
  named: { name: homes.named, labels: {} },
  labelled: { name: homes.labelled, labels: { [protectedLabel]: "true" } },
  both: { name: "guard-both", labels: { [protectedLabel]: "true" } },
  /** Protected, by the guard of another environment. */
  foreign: { name: "guard-foreign", labels: { [protectedLabel]: "true", [environmentLabel]: "dev" } },
  /** A value that protects nothing. */
  production: {
    name: "guard-production",
    labels: { [protectedLabel]: "true", [environmentLabel]: "production" },
  },
  misspelt: { name: "guard-misspelt", labels: { [protectedLabel]: "True" } },
  unprotected: { name: homes.unprotected, labels: {} },
} as const;
export type Place = keyof typeof places;

/** The namespaces that the guard of the model knows by name. */
export const knownByName: readonly string[] = [places.named.name, places.both.name];

/** Who asks. `verbs` are what RBAC allows beside every ordinary verb. */
export const actors = {
  person: { user: "guard-model-person", verbs: [] },
  garbageCollector: { user: "system:serviceaccount:kube-system:generic-garbage-collector", verbs: [] },
} as const satisfies Record<string, { user: string; verbs: string[] }>;
export type Actor = keyof typeof actors;
