import type { ApplicationView } from "../application";
import { checkDelivery, deliveries } from "../deliveries";
import { eachText, mustBe, mustBeOneOf } from "../expect";
import { shown, type Finding } from "../finding";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

/** With or without "/foreground" or "/background"; an unknown ending is no safer. */
const cascadeFinalizer = "resources-finalizer.argocd.argoproj.io";

export const dbAppNoCascadeFinalizer = defineRule({
  id: "db-app-no-cascade-finalizer",
  scope: "object",
  title: "Deleting a delivery that may carry data leaves the data's objects in place",
  why:
    "With Argo CD's resources-finalizer, deleting an Application deletes everything that it ever applied, and sync " +
    "windows do not stop that. An ApplicationSet adds the finalizer by itself, so that a generator which returns " +
    "nothing for a moment deletes every Application with its databases (argo-cd #18780, #18480). A Flux Kustomization " +
    "deletes its objects according to deletionPolicy: prune: false together with deletionPolicy: Delete deletes them.",
  severity: "critical",
  appliesTo: deliveries,
  remedy:
    `Remove ${cascadeFinalizer} from metadata.finalizers (Argo CD; in an ApplicationSet also set ` +
    "spec.syncPolicy.preserveResourcesOnDeletion: true), or set spec.deletionPolicy: Orphan (Flux).",
  references: [
    {
      title: "argo-cd #18780: an ApplicationSet deletes all its Applications",
      url: "https://github.com/argoproj/argo-cd/issues/18780",
    },
    {
      title: "argo-cd #18480: an ApplicationSet deletes all its Applications",
      url: "https://github.com/argoproj/argo-cd/issues/18480",
    },
    {
      title: "argo-cd #6046: reinstalling Argo CD resumes deletions",
      url: "https://github.com/argoproj/argo-cd/issues/6046",
    },
    {
      title: "Flux: deletion policy of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#deletion-policy",
    },
  ],
  mechanical: true,
  shows: ["finalizers", "deletionPolicy"],
  check: (object) => checkDelivery(object, { application, kustomization }),
});

function application({ root, at, generated }: ApplicationView): readonly Finding[] {
  // The finalizers of the ApplicationSet itself are left alone: they only order its own deletion.
  return [
    ...eachText(root, [...at, "metadata", "finalizers"], finalizer),
    ...(generated ? preserved(root) : []),
  ];
}

function finalizer(name: string, path: Path): readonly Finding[] {
  if (!name.trim().startsWith(cascadeFinalizer)) {
    return [];
  }
  const message = `must not carry the finalizer ${shown(name)} in ${formatPath(path)}, because deleting it then deletes every object that it applied`;
  return [{ path, message, fix: { remove: name } }];
}

function preserved(root: Value): readonly Finding[] {
  const because = "the controller otherwise adds the cascade finalizer to every Application it makes";
  return mustBe(true, root, ["spec", "syncPolicy", "preserveResourcesOnDeletion"], because);
}

function kustomization(object: Value): readonly Finding[] {
  const because = "deleting the Kustomization may then delete every object that it applied";
  return mustBeOneOf(["Orphan"], object, ["spec", "deletionPolicy"], because);
}
