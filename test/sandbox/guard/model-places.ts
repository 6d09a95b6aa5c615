/**
 * Where the objects of the model are, who asks, and what time it is.
 */
import { confirmRestoreAnnotation, environmentLabel, protectedLabel } from "../../../safety/labels";
import { homes } from "./objects";

/** Everything about time in the model; the Lease that the guard reads stands still. */
export const clock = {
  namespace: "guard-model-clock",
  name: "clock",
  now: "2026-01-31T12:00:00Z",
  half: "2026-01-31T12:30:00Z",
  hour: "2026-01-31T13:00:00Z",
  later: "2026-01-31T13:00:01Z",
} as const;

export const jane = "jane doe@example.com";

interface Home {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const confirms = (number: number, value: string): Home => ({
  name: `guard-restores-${String(number)}`,
  labels: { [protectedLabel]: "true" },
  annotations: { [confirmRestoreAnnotation]: value },
});

/** Namespaces of the model, by what the guard can know of them. */
export const places = {
  named: { name: homes.named, labels: {} },
  labelled: { name: homes.labelled, labels: { [protectedLabel]: "true" } },
  both: { name: "guard-both", labels: { [protectedLabel]: "true" } },
  /** Protected, by the guard of another environment. */
  foreign: { name: "guard-foreign", labels: { [protectedLabel]: "true", [environmentLabel]: "dev" } },
  /** Another one, too. */
  production: {
    name: "guard-production",
    labels: { [protectedLabel]: "true", [environmentLabel]: "production" },
  },
  /** Any value protects but the one that says that it does not. */
  misspelt: { name: "guard-misspelt", labels: { [protectedLabel]: "True" } },
  declined: { name: "guard-declined", labels: { [protectedLabel]: "false" } },
  unprotected: { name: homes.unprotected, labels: {} },
} as const satisfies Record<string, Home>;

/** Namespaces that confirm a Restore, each in another way. */
export const restorePlaces = {
  confirms: confirms(0, `Restore/restore ${jane} ${clock.half}`),
  confirmsForAnHour: confirms(1, `Restore/restore ${jane} ${clock.hour}`),
  confirmsTooLong: confirms(2, `Restore/restore ${jane} ${clock.later}`),
  confirmedOnce: confirms(3, `Restore/restore ${jane} ${clock.now}`),
  confirmsAnother: confirms(4, `Restore/another ${jane} ${clock.half}`),
  confirmsUnreadably: confirms(5, `Restore/restore ${jane} tomorrow`),
  confirmsSimply: confirms(6, "Restore/restore"),
} as const satisfies Record<string, Home>;

export const allPlaces = { ...places, ...restorePlaces };
export type Place = keyof typeof allPlaces;
export const homeOf = (place: Place): Home => allPlaces[place];

/** The namespaces that the guard of the model knows by name. */
export const knownByName: readonly string[] = [places.named.name, places.both.name];

const account = (name: string): string => `system:serviceaccount:${name}`;

/** Who asks. `verbs` are what RBAC allows beside every ordinary verb. */
export const actors = {
  person: { user: "guard-model-person", verbs: [] },
  /** May confirm. */
  jane: { user: jane, verbs: ["confirm-deletion", "confirm-weakening", "confirm-restore"] },
  /** May confirm deletions only. */
  joe: { user: "joe", verbs: ["confirm-deletion"] },
  /** May confirm weakenings only. */
  eve: { user: "eve", verbs: ["confirm-weakening"] },
  garbageCollector: { user: account("kube-system:generic-garbage-collector"), verbs: [] },
  controllers: { user: "system:kube-controller-manager", verbs: [] },
  binder: { user: account("kube-system:persistent-volume-binder"), verbs: [] },
  operator: { user: account("mariadb-system:mariadb-operator"), verbs: [] },
  snapshots: { user: account("kube-system:snapshot-controller"), verbs: [] },
} as const satisfies Record<string, { user: string; verbs: string[] }>;
export type Actor = keyof typeof actors;

/** What is to happen. */
export interface Verdict {
  /** Checks that refuse; "deletion" for a deletion. None: the request passes. */
  readonly refusedBy: readonly string[];
  /** Whether the audit log notes it. */
  readonly noted: boolean;
}

/** Labelled as protected, and not as another environment's. */
export function labelled(labels: Readonly<Record<string, string>> | undefined): boolean {
  const value = labels?.[protectedLabel];
  return (
    value !== undefined &&
    value !== "false" &&
    !["dev", "production"].includes(labels?.[environmentLabel] ?? "")
  );
}
