import { undecided } from "./expect";
import type { Finding } from "./finding";
import { read } from "./read";
import type { Target } from "./rule";
import type { Value } from "./value";

/** Flux's HelmRelease, which installs a chart. */
export const fluxHelmReleases: Target = { group: "helm.toolkit.fluxcd.io", kinds: ["HelmRelease"] };

/** Argo CD's AppProject, which says what its Applications may touch. */
export const appProjects: Target = { group: "argoproj.io", kinds: ["AppProject"] };

/** Runs a check on an object of one of these names. One whose name is not known yet might be it. */
export function checkNamed(
  object: Value,
  names: readonly string[],
  check: (object: Value) => readonly Finding[],
): readonly Finding[] {
  const name = read(object, ["metadata", "name"]);
  if (name.state === "unknown") {
    return [undecided(name.path)];
  }
  return name.state === "known" && names.some((wanted) => wanted === name.value) ? check(object) : [];
}
