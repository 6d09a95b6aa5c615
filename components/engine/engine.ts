/** The GitOps engine that pulls an environment's databases from Git. */
export const Engine = {
  /** Argo CD: Applications in an AppProject. */
  ArgoCd: "argocd",
  /** Flux: Kustomizations of a GitRepository. */
  Flux: "flux",
} as const;
export type Engine = (typeof Engine)[keyof typeof Engine];
