import { argoApplications } from "../application";
import { eachKept, mustStay, removedMembers } from "../changes";
import { aboutRemoved } from "../finding";
import { fluxHelmReleases, fluxKustomizations } from "../kinds";
import { isStateless } from "../labels";
import { identityOf, type Target } from "../objects";
import { defineRule } from "../rule";
import type { Path, Value } from "../value";

const targets: readonly Target[] = [argoApplications, fluxKustomizations, fluxHelmReleases];

const application = ["project", "source.repoURL", "source.path", "source.chart", "source.helm.releaseName"];
const destination = ["destination.server", "destination.name", "destination.namespace"];

/** The fields that say what a delivery owns, and where. */
const fields: Readonly<Record<string, readonly Path[]>> = {
  Application: paths(["spec"], [...application, ...destination]),
  ApplicationSet: [
    ["spec", "template", "metadata", "name"],
    ...paths(["spec", "template", "spec"], [...application, ...destination]),
  ],
  Kustomization: paths(
    ["spec"],
    [
      "path",
      "sourceRef.kind",
      "sourceRef.name",
      "sourceRef.namespace",
      "targetNamespace",
      "namePrefix",
      "nameSuffix",
    ],
  ),
  HelmRelease: paths(
    ["spec"],
    [
      "releaseName",
      "targetNamespace",
      "storageNamespace",
      "chart.spec.chart",
      "chartRef.kind",
      "chartRef.name",
    ],
  ),
};

export const deliveryKept = defineRule({
  id: "delivery-kept",
  scope: "change",
  title: "A delivery of data keeps its name, its source and its destination",
  why:
    "A renamed Application or Kustomization is a deletion and a creation: for a while the same objects have two owners " +
    "or none, and the one that goes prunes what the other has not taken over yet. Another path or project makes every " +
    "object of the old path a candidate for pruning. A HelmRelease whose release name, namespace or chart changes is " +
    "uninstalled and installed again, databases and all, as happened in April 2026.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Keep metadata.name and the fields of spec that say what is delivered and where. To move a delivery, suspend the old " +
    "one, let the new one take over, and remove the old one in a later revision.",
  references: [
    {
      title: "Flux: moving objects between Kustomizations",
      url: "https://fluxcd.io/flux/faq/#how-to-safely-move-resources-from-one-dir-to-another",
    },
    {
      title: "Argo CD: deletion of applications",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/",
    },
  ],
  check: (change) => [
    ...removedMembers(change, ...targets)
      .filter(({ object }) => !carriesNoData(object))
      .flatMap(({ index }) => {
        const message =
          "must not disappear or change its name, because its objects lose their owner or get two";
        return aboutRemoved(index, [{ path: ["metadata", "name"], message }]);
      }),
    ...eachKept(change, targets, (revisions) => {
      const because =
        "what the delivery left behind may be pruned, and what it takes over may have two owners";
      return carriesNoData(revisions.before)
        ? []
        : (fields[identityOf(revisions.after).kind] ?? []).flatMap((path) =>
            mustStay(revisions, path, { because }),
          );
    }),
  ],
});

function paths(root: Path, names: readonly string[]): readonly Path[] {
  return names.map((name) => [...root, ...name.split(".")]);
}

function carriesNoData(object: Value): boolean {
  return isStateless(object, identityOf(object).kind === "ApplicationSet" ? ["spec", "template"] : []);
}
