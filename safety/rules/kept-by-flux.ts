import { fluxKeeps, isPrecious, keptKinds } from "../deliveries";
import { definitions, fluxHelmReleases } from "../kinds";
import { fluxPrune, isStateless } from "../labels";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath } from "../value";

const path = ["metadata", "labels", fluxPrune];

export const keptByFlux = defineRule({
  id: "kept-by-flux",
  scope: "object",
  title: "Each object with data tells Flux not to prune it",
  why:
    "Flux has no guard against an empty source: a directory without manifests deletes every object and reports " +
    "success, and so does a Kustomization that is deleted or renamed. It spares what carries prune: disabled when the " +
    "accident happens; ssa: IfNotPresent does not spare. A HelmRelease that is pruned uninstalls its chart, and with " +
    "a pruned definition every MariaDB of the cluster is gone.",
  severity: "critical",
  engine: "flux",
  appliesTo: [...keptKinds, definitions, fluxHelmReleases],
  remedy: `Set metadata.labels["${fluxPrune}"]: disabled (or the annotation of that name).`,
  references: [
    {
      title: "Flux: garbage collection of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#prune",
    },
    {
      title: "flux2 #5035: the annotation does not reach what a HelmRelease owns",
      url: "https://github.com/fluxcd/flux2/issues/5035",
    },
  ],
  mechanical: true,
  check: (object) => {
    const isFree = identityOf(object).kind === "HelmRelease" ? isStateless(object, []) : !isPrecious(object);
    const kept = isFree || fluxKeeps(object);
    const message = `must set ${formatPath(path)} to disabled, because Flux otherwise prunes it`;
    return typeof kept === "object" ? [kept] : kept ? [] : [{ path, message, fix: { set: "disabled" } }];
  },
});
