import { argoApplications, checkApplication } from "../application";
import { mustListOption } from "../expect";
import { isStateless } from "../labels";
import { defineRule } from "../rule";

const guards: readonly (readonly [string, string])[] = [
  ["Prune", "an object that carries no protection of its own is otherwise pruned, even by a manual sync"],
  ["Delete", "argocd app delete adds the cascade finalizer by itself and then deletes every object"],
];

export const appKeepsObjects = defineRule({
  id: "app-keeps-objects",
  scope: "object",
  title: "An Application that may carry data neither prunes nor deletes its objects",
  why:
    "Prune=false and Delete=false of the Application hold for every object, also for one that has no annotation of its " +
    "own yet, for a manual sync with prune, and for a deletion in the UI, which adds the cascade finalizer by itself. " +
    "Argo CD reads them since 3.4 and ignores them before, so the objects carry their own as well.",
  severity: "critical",
  appliesTo: [argoApplications],
  remedy: "Add Prune=false and Delete=false to spec.syncPolicy.syncOptions.",
  references: [
    {
      title: "argo-cd #28929: a manual sync prunes everything",
      url: "https://github.com/argoproj/argo-cd/issues/28929",
    },
    {
      title: "Argo CD: sync options",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/",
    },
  ],
  mechanical: true,
  check: (object) =>
    checkApplication(object, ({ root, at }) =>
      isStateless(root, at)
        ? []
        : guards.flatMap(([key, because]) =>
            mustListOption(
              [`${key}=false`, `${key}=confirm`],
              root,
              [...at, "spec", "syncPolicy", "syncOptions"],
              because,
            ),
          ),
    ),
});
