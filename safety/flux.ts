import { read } from "./read";
import type { Target } from "./rule";
import type { Value } from "./value";

/** Flux's Kustomization, which applies a path of a source. Not Kustomize's file of the same kind. */
export const fluxKustomizations: Target = { group: "kustomize.toolkit.fluxcd.io", kinds: ["Kustomization"] };

/** Flux's GitRepository, which says what revision of a repository the cluster follows. */
export const fluxGitRepositories: Target = { group: "source.toolkit.fluxcd.io", kinds: ["GitRepository"] };

/** Whether an object that a rule covers is a Kustomization. */
export function isKustomization(object: Value): boolean {
  return hasKind(object, "Kustomization");
}

/** Whether an object that a rule covers is a GitRepository. */
export function isGitRepository(object: Value): boolean {
  return hasKind(object, "GitRepository");
}

function hasKind(object: Value, name: string): boolean {
  const kind = read(object, ["kind"]);
  return kind.state === "known" && kind.value === name;
}
