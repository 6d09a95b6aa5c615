/** The prefix of every label and annotation that is ours. */
export const labelDomain = "mariadb-gitops.dev";

/** Label that says which environment an object belongs to. */
export const environmentLabel = `${labelDomain}/environment`;

/**
 * Label of an object that the deletion guard protects: on a Namespace it covers the databases and volumes inside, on
 * any other object the object itself.
 */
export const protectedLabel = `${labelDomain}/protected`;

/** Annotation that confirms one deletion or weakening; its value is the object's own name. */
export const confirmDeletionAnnotation = `${labelDomain}/confirm-deletion`;

/** Annotation with Argo CD's options for one object. */
export const syncOptionsAnnotation = "argocd.argoproj.io/sync-options";

/** Label or annotation that keeps Flux from pruning an object; its value is `disabled`. */
export const fluxPrune = "kustomize.toolkit.fluxcd.io/prune";

/** Annotation that keeps Helm from deleting an object; its value is `keep`. */
export const helmPolicyAnnotation = "helm.sh/resource-policy";
