import { mustBeOneOf } from "../expect";
import { configMaps } from "../kinds";
import { checkNamed } from "../objects";
import { defineRule, levels } from "../rule";

const names = [
  "argocd-cm",
  "argocd-gpg-keys-cm",
  "argocd-rbac-cm",
  "argocd-ssh-known-hosts-cm",
  "argocd-tls-certs-cm",
];
const because = "Argo CD does not see it without, and falls back to its defaults or refuses to start";

export const argocdPartOf = defineRule({
  id: "argocd-part-of",
  scope: "object",
  title: "Argo CD's ConfigMaps carry the label by which it finds them",
  why:
    "Argo CD watches ConfigMaps with the label app.kubernetes.io/part-of: argocd and no others. Without the label the " +
    "settings that protect data are in the cluster and do nothing: tracking, impersonation and who may delete.",
  severity: "medium",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [configMaps],
  remedy: 'Set metadata.labels["app.kubernetes.io/part-of"]: argocd.',
  references: [
    {
      title: "Argo CD: declarative setup",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/",
    },
  ],
  shows: ["app.kubernetes.io/part-of"],
  check: (object) =>
    checkNamed(object, names, (settings) =>
      mustBeOneOf(["argocd"], settings, ["metadata", "labels", "app.kubernetes.io/part-of"], because),
    ),
});
