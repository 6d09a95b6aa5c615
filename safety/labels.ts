import { read, type Path, type Reading, type Value } from "./value";

/** The prefix of every label and annotation that is ours. */
export const labelDomain = "mariadb-gitops.dev";

/** Label that says which environment an object belongs to. */
export const environmentLabel = `${labelDomain}/environment`;

/**
 * Label of an object that the deletion guard protects: on a Namespace it covers the databases and volumes inside, on
 * any other object the object itself.
 */
export const protectedLabel = `${labelDomain}/protected`;

/** Annotation that confirms the deletion of one object: `<uid> <user> <until>`. See `confirmationValue`. */
export const confirmDeletionAnnotation = `${labelDomain}/confirm-deletion`;

/**
 * Annotation of a Namespace that confirms one Restore in it: `Restore/<name> <user> <until>`, in dev the first word alone.
 */
export const confirmRestoreAnnotation = `${labelDomain}/confirm-restore`;
/** Annotation that confirms updates of one object that weaken its protection, in the same form. */
export const confirmWeakeningAnnotation = `${labelDomain}/confirm-weakening`;

/**
 * Label of an object that carries a confirmation. The deletion guard reads its clock only for objects with this label,
 * so a cluster without that clock refuses confirmations and no other update.
 */
export const confirmationLabel = `${labelDomain}/confirmation`;

/** Annotation with Argo CD's options for one object. */
export const syncOptionsAnnotation = "argocd.argoproj.io/sync-options";

/** Label or annotation that keeps Flux from pruning an object; its value is `disabled`. */
export const fluxPrune = "kustomize.toolkit.fluxcd.io/prune";

/** Annotation that keeps Helm from deleting an object; its value is `keep`. */
export const helmPolicyAnnotation = "helm.sh/resource-policy";
/** The label that says what a delivered workload is. */
export const workloadLabel = `${labelDomain}/workload`;

/**
 * Whether the label of an Application or Kustomization says that it delivers nothing that holds data. Without the
 * label, with any other value, or while it is not known yet, the object counts as carrying data.
 *
 * @param at Where the metadata is: `[]`, or `["spec", "template"]` in an ApplicationSet.
 */
export function isStateless(root: Value, at: Path): boolean {
  const label = read(root, [...at, "metadata", "labels", workloadLabel]);
  return label.state === "known" && label.value === "stateless";
}

/** The label of an object, as it may also be absent, unknown or of the wrong shape. */
export function label(object: Value, name: string): Reading {
  return read(object, ["metadata", "labels", name]);
}

/** The annotation of an object. */
export function annotation(object: Value, name: string): Reading {
  return read(object, ["metadata", "annotations", name]);
}

/** Whether a reading is exactly that value. An unknown one is not. */
export function isExactly(reading: Reading, value: string | number | boolean): boolean {
  return reading.state === "known" && reading.value === value;
}

/** Whether a reading may turn out to be that value: it is, or it is not known yet. */
export function mayBe(reading: Reading, value: string | number | boolean): boolean {
  return reading.state === "unknown" || isExactly(reading, value);
}
