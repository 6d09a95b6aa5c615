import { environmentLabel, protectedLabel } from "../../../safety/labels";
/**
 * Updates that take a protection away from an object of any kind.
 */

/** A merge patch, and what the refusal says about it. */
export interface Weakening {
  readonly what: string;
  readonly patch: object;
  readonly refusal: RegExp;
}

const syncOptions = "argocd.argoproj.io/sync-options";
const annotated = (annotations: object) => ({ metadata: { annotations } });
const labelled = (labels: object) => ({ metadata: { labels } });

/** What weakens any protected object. */
export const everyKind: readonly Weakening[] = [
  weakening(
    "the protected label removed",
    labelled({ [protectedLabel]: null }),
    /removes or changes the label/,
  ),
  weakening(
    "the protected label changed",
    labelled({ [protectedLabel]: "True" }),
    /removes or changes the label/,
  ),
  weakening(
    "another environment's label",
    labelled({ [environmentLabel]: "dev" }),
    /removes or changes the label/,
  ),
  weakening("Argo CD's options removed", annotated({ [syncOptions]: null }), /lets Argo CD delete/),
  weakening("Delete=false removed", annotated({ [syncOptions]: "Prune=false" }), /lets Argo CD delete/),
  weakening(
    "Prune=true before Prune=false",
    annotated({ [syncOptions]: "Prune=true, Prune=false,Delete=false" }),
    /lets Argo CD delete/,
  ),
  weakening(
    "Replace=true added",
    annotated({ [syncOptions]: "Prune=false,Delete=false, Replace=true" }),
    /lets Argo CD delete or recreate/,
  ),
  weakening(
    "Force=true added",
    annotated({ [syncOptions]: "Prune=false,Delete=false,Force=true" }),
    /lets Argo CD delete or recreate/,
  ),
  weakening(
    "Flux's label removed",
    labelled({ "kustomize.toolkit.fluxcd.io/prune": null }),
    /lets Flux prune/,
  ),
  weakening(
    "Flux's annotation changed",
    annotated({ "kustomize.toolkit.fluxcd.io/prune": "enabled" }),
    /lets Flux prune/,
  ),
  weakening(
    "Flux's force switched on",
    annotated({ "kustomize.toolkit.fluxcd.io/force": "Enabled" }),
    /lets Flux recreate/,
  ),
  weakening("Helm's policy removed", annotated({ "helm.sh/resource-policy": null }), /lets Helm delete/),
  weakening("a hook of Argo CD", annotated({ "argocd.argoproj.io/hook": "PreSync" }), /makes it a hook/),
  weakening("a hook of Helm", annotated({ "helm.sh/hook": "pre-install" }), /makes it a hook/),
];

export function weakening(what: string, patch: object, refusal: RegExp): Weakening {
  return { what, patch, refusal };
}
