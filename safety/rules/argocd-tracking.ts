import { mustBeOneOf } from "../expect";
import { configMaps } from "../kinds";
import { checkNamed } from "../objects";
import { defineRule, levels } from "../rule";

const key = "application.resourceTrackingMethod";
const because =
  "a label that an operator copies to its claims makes these Argo CD's own, which it then prunes";

export const argocdTracking = defineRule({
  id: "argocd-tracking",
  scope: "object",
  title: "Argo CD recognises its objects by an annotation",
  why:
    "With label tracking everything that carries app.kubernetes.io/instance with the name of an Application belongs to " +
    "that Application. Operators copy labels to the claims they make: Argo CD missed these claims in Git and pruned " +
    "them (Altinity clickhouse-operator #1272). The tracking annotation names group, kind, namespace and name as well.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [configMaps],
  remedy:
    'Set data["application.resourceTrackingMethod"] of argocd-cm to annotation, or leave it out (Argo CD 3.0 ' +
    "and later).",
  references: [
    {
      title: "Argo CD: resource tracking",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/",
    },
    {
      title: "clickhouse-operator #1272: copied labels, pruned claims",
      url: "https://github.com/Altinity/clickhouse-operator/issues/1272",
    },
  ],
  shows: [key],
  check: (object) =>
    checkNamed(object, ["argocd-cm"], (settings) =>
      mustBeOneOf(["annotation", "annotation+label"], settings, ["data", key], because, "annotation"),
    ),
});
