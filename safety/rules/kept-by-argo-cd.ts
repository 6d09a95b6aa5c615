import { isPrecious, keeps, keptKinds, ownSyncOptions } from "../deliveries";
import { defineRule } from "../rule";
import { formatPath } from "../value";

export const keptByArgoCd = defineRule({
  id: "kept-by-argo-cd",
  scope: "object",
  title: "Each object with data tells Argo CD not to prune and not to delete it",
  why:
    "Argo CD reads these options from the live object, so they count only when they were there before the accident: " +
    "annotation and removal in one commit lose the object. Prune=false alone does not cover the deletion of the " +
    "Application (argo-cd #9853, #12388), and helm.sh/resource-policy: keep covers that but no prune.",
  severity: "critical",
  engine: "argocd",
  appliesTo: keptKinds,
  remedy: 'Set metadata.annotations["argocd.argoproj.io/sync-options"]: Prune=false,Delete=false.',
  references: [
    {
      title: "argo-cd #9853: Prune=false does not cover the deletion of the Application",
      url: "https://github.com/argoproj/argo-cd/issues/9853",
    },
    {
      title: "argo-cd #12388: the same for persistent volume claims",
      url: "https://github.com/argoproj/argo-cd/issues/12388",
    },
    {
      title: "Argo CD: no prune resources",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources",
    },
  ],
  mechanical: true,
  check: (object) =>
    isPrecious(object)
      ? ownSyncOptions(object, (options, path) =>
          (["Prune", "Delete"] as const)
            .filter((key) => !keeps(options, key))
            .map((key) => {
              const deed = key === "Prune" ? "prunes it" : "deletes it with the Application";
              const message = `must carry ${key}=false in ${formatPath(path)}, because Argo CD otherwise ${deed}`;
              return { path, message, fix: { add: `${key}=false` } };
            }),
        )
      : [],
});
