import { argoApplications } from "../application";
import { mustBeOneOf } from "../expect";
import { appProjects } from "../kinds";
import { defineRule, levels } from "../rule";

const because = "Argo CD does not see it elsewhere, unless it was told to look there";

export const argocdNamespace = defineRule({
  id: "argocd-namespace",
  scope: "object",
  title: "Applications and projects are in Argo CD's namespace",
  why:
    "An Application in another namespace is accepted by the cluster and ignored by Argo CD: nothing is delivered, and " +
    "nothing says so. Where Argo CD was told to look there, whoever may write to that namespace may deliver, and a " +
    "project is never read from another namespace.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [argoApplications, appProjects],
  remedy: "Set metadata.namespace: argocd.",
  references: [
    {
      title: "Argo CD: Applications in any namespace",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/",
    },
  ],
  shows: ["namespace"],
  check: (object) => mustBeOneOf(["argocd"], object, ["metadata", "namespace"], because),
});
