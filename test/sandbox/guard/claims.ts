/**
 * What the guard's page claims about updates, written down a second time: as functions over plain objects, from the
 * words of docs/deletion-guard.md and of the messages, never from the CEL.
 */
import { syncOptionsAnnotation } from "../../../safety/labels";
import type { ModelKind } from "./model-things";

/** A plain object, as the API server stores it. */
export interface Plain {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly Owner[];
    readonly finalizers?: readonly string[];
  };
  readonly [field: string]: unknown;
}

export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** One claim: an update that weakens is refused, any other update is not. */
export interface Claim {
  /** The check of the policies that holds it. */
  readonly check: string;
  /** Kinds that it is claimed for; every kind when absent. */
  readonly kinds?: readonly ModelKind[];
  /** Merge patches over the fully protected object. Every one is taken to every other one. */
  readonly states: readonly object[];
  /** Whether it is about the status, which is a request of its own. */
  readonly status?: boolean;
  readonly weakens: (before: Plain, after: Plain, user: string) => boolean;
}

const label = (object: Plain, key: string): string | undefined => object.metadata.labels?.[key];
const annotation = (object: Plain, key: string): string | undefined => object.metadata.annotations?.[key];
const labelled = (labels: object): object => ({ metadata: { labels } });
const annotated = (annotations: object): object => ({ metadata: { annotations } });

const [protection, environment] = ["mariadb-gitops.dev/protected", "mariadb-gitops.dev/environment"];
const [prune, force] = ["kustomize.toolkit.fluxcd.io/prune", "kustomize.toolkit.fluxcd.io/force"];
const helm = "helm.sh/resource-policy";
const hooks = ["argocd.argoproj.io/hook", "helm.sh/hook"];

/** Whether a value that protects was there and no longer is. */
const lost = (before: unknown, after: unknown, value: string): boolean => before === value && after !== value;

/** Lists of Argo CD's options, as an Application has them and as the annotation joins them. */
export const optionLists: readonly (readonly string[])[] = [
  ["Prune=false", "Delete=false"],
  [],
  ["Prune=false"],
  ["Delete=false"],
  ["Prune=false", "Delete=false", "ServerSideApply=true"],
  ["Prune=false", "Delete=false", "Replace=true"],
  ["Prune=false", "Delete=false", "Force=true"],
  ["Prune=false", "Delete=false", "Force=true", "PruneLast=true"],
  ["Prune=true", "Prune=false", "Delete=false"],
  ["Delete=true", "Prune=false", "Delete=false"],
  ["Prune=confirm"],
  ["Delete=confirm"],
  ["Replace=false", "Prune=false", "Delete=false"],
  ["Prune=false", "Delete=false", ...Array.from({ length: 48 }, (_, index) => `Option${String(index)}=true`)],
  ["Prune=false", "Delete=false", ...Array.from({ length: 49 }, (_, index) => `Option${String(index)}=true`)],
];

/** Whether Argo CD keeps an object less than before. */
export function weakerOptions(before: readonly string[], after: readonly string[]): boolean {
  // Longer lists are not judged.
  if (after.join() !== before.join() && Math.max(before.length, after.length) > 50) {
    return true;
  }
  const gained = after.filter((option) => !before.includes(option));
  return (
    ["Prune", "Delete"].some(
      (key) =>
        (before.includes(`${key}=false`) && !after.includes(`${key}=false`)) ||
        // Argo CD reads the first of several values.
        gained.some((option) => option.startsWith(`${key}=`) && !/=(false|confirm)$/.test(option)),
    ) || gained.some((option) => option === "Replace=true" || option === "Force=true")
  );
}

function optionsOf(object: Plain): string[] {
  return (annotation(object, syncOptionsAnnotation) ?? "").split(",").map((option) => option.trim());
}

const owner = (apiVersion: string, kind: string, uid: string, name = "owner"): Owner => ({
  apiVersion,
  kind,
  name,
  uid,
});
const operator = "k8s.mariadb.com/v1alpha1";
export const uids = ["11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"] as const;

/** Owners of an object, each alone and some together. */
export const ownerLists: readonly (readonly Owner[])[] = [
  [],
  [owner(operator, "MariaDB", uids[0])],
  [owner(operator, "MariaDB", uids[1])],
  [owner(operator, "MariaDB", uids[0], "another")],
  [{ ...owner(operator, "MariaDB", uids[0], "guarded"), controller: true }],
  [owner("k8s.mariadb.com/v1", "MariaDB", uids[0])],
  ...["Backup", "PhysicalBackup", "Restore", "PointInTimeRecovery", "SqlJob"].map((kind) => [
    owner(operator, kind, uids[0]),
  ]),
  [owner("example.com/v1", "Backup", uids[0])],
  [owner("batch/v1", "Job", uids[0])],
  [owner("batch/v1", "CronJob", uids[0])],
  [owner("apps/v1", "Job", uids[0])],
  [owner("example.com/v1", "MariaDB", uids[0])],
  [owner(operator, "MariaDB", uids[0]), owner("batch/v1", "Job", uids[1])],
];

/** Owners whose deletion makes the guard let go of what they own. */
const lifting = ({ apiVersion, kind }: Owner): boolean =>
  apiVersion.startsWith("k8s.mariadb.com/") || (apiVersion.startsWith("batch/") && kind === "Job");

/** Two merge patches as one; what either removes stays removed. */
export function combined(one: object, two: object): object {
  const all: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(two)) {
    const there = all[key];
    all[key] = isObject(there) && isObject(value) ? combined(there, value) : value;
  }
  return all;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isProtected = (object: Plain): boolean => (label(object, protection) ?? "false") !== "false";

/** Claims about the metadata, which hold for every kind. */
export const metadataClaims: readonly Claim[] = [
  {
    check: "keepsLabels",
    states: [
      {},
      labelled({ [protection]: null }),
      labelled({ [protection]: "True" }),
      labelled({ [environment]: null }),
      labelled({ [environment]: "dev" }),
      labelled({ [environment]: "production" }),
      labelled({ [protection]: null, [environment]: null }),
      labelled({ [protection]: "false" }),
      labelled({ [protection]: "yes", [environment]: "dev" }),
    ],
    weakens: (before, after) =>
      lost(label(before, protection), label(after, protection), "true") ||
      (isProtected(before) && !isProtected(after)) ||
      // What another environment looks after is that one's to keep.
      (!["dev", "production"].includes(label(before, environment) ?? "") &&
        ![label(before, environment) ?? "", "staging"].includes(label(after, environment) ?? "")),
  },
  {
    check: "keepsSyncOptions",
    states: [
      ...optionLists.map((list) =>
        annotated({ [syncOptionsAnnotation]: list.length === 0 ? null : list.join(",") }),
      ),
      annotated({ [syncOptionsAnnotation]: " Delete=false , Prune=false " }),
    ],
    weakens: (before, after) => weakerOptions(optionsOf(before), optionsOf(after)),
  },
  {
    check: "keepsFluxPrune",
    states: [null, "disabled", "enabled"].flatMap((one) =>
      [null, "disabled"].map((two) => ({
        metadata: { labels: { [prune]: one }, annotations: { [prune]: two } },
      })),
    ),
    weakens: (before, after) =>
      lost(label(before, prune), label(after, prune), "disabled") ||
      lost(annotation(before, prune), annotation(after, prune), "disabled"),
  },
  {
    check: "staysUnforced",
    states: [
      ...[null, "enabled", "Enabled", "disabled"].map((value) => labelled({ [force]: value })),
      ...["enabled", "Enabled", "disabled"].map((value) => annotated({ [force]: value })),
    ],
    weakens: (before, after) =>
      [label, annotation].some((read) => {
        const [was, is] = [before, after].map((side) => read(side, force)?.toLowerCase() === "enabled");
        return is === true && was === false;
      }),
  },
  {
    check: "keepsHelmPolicy",
    states: ["keep", null, "Keep"].map((value) => annotated({ [helm]: value })),
    weakens: (before, after) => lost(annotation(before, helm), annotation(after, helm), "keep"),
  },
  {
    check: "staysNoHook",
    states: [
      {},
      ...hooks.map((hook) => annotated({ [hook]: "" })),
      annotated(Object.fromEntries(hooks.map((hook) => [hook, "x"]))),
    ],
    weakens: (before, after) =>
      hooks.some((hook) => annotation(before, hook) === undefined && annotation(after, hook) !== undefined),
  },
  {
    check: "keepsOwners",
    states: ownerLists.map((ownerReferences) => ({ metadata: { ownerReferences } })),
    weakens: (before, after) =>
      (after.metadata.ownerReferences ?? []).some(
        (gained) =>
          lifting(gained) &&
          !(before.metadata.ownerReferences ?? []).some(
            ({ apiVersion, kind, uid, name }) =>
              apiVersion.split("/")[0] === gained.apiVersion.split("/")[0] &&
              kind === gained.kind &&
              uid === gained.uid &&
              name === gained.name,
          ),
      ),
  },
];
