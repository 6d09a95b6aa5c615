import { eachItem, inspect, text } from "../expect";
import type { Finding } from "../finding";
import { appProjects } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";
import { formatPath, isList, type Path } from "../value";

const path = ["spec", "destinationServiceAccounts"];

export const projectImpersonates = defineRule({
  id: "project-impersonates",
  scope: "object",
  title: "The syncs of a project run as a ServiceAccount of their own",
  why:
    "Argo CD's controller may do everything in the cluster, and every sync does so with it, whoever wrote the manifests. " +
    "As a ServiceAccount without the verb delete, a prune and a cascading deletion fail and the data stays, whatever the " +
    "Application, the annotations or a person in the UI say. It is the strongest layer that an engine itself has.",
  severity: "high",
  appliesTo: [appProjects],
  remedy:
    "Set spec.destinationServiceAccounts with server, namespace and defaultServiceAccount, and give that account no " +
    "verb delete; switch application.sync.impersonation.enabled on in argocd-cm.",
  references: [
    {
      title: "Argo CD: sync with impersonation",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/",
    },
  ],
  check: (object) =>
    isStateless(object, [])
      ? []
      : [
          ...inspect(object, path, {
            known: (list) => (isList(list) && list.length === 0 ? [missing(path)] : []),
            absent: () => [missing(path)],
          }),
          ...eachItem(object, path, (_, at) =>
            text(object, [...at, "defaultServiceAccount"], {
              known: (name, where) => (name.trim() === "" ? [missing(where)] : []),
              absent: (where) => [missing(where)],
            }),
          ),
        ],
});

function missing(at: Path): Finding {
  const message = `must name a ServiceAccount in ${formatPath(at)}, because its syncs otherwise run with all the rights of Argo CD`;
  return { path: at, message };
}
