import { mustBeOneOf } from "../expect";
import { configMaps } from "../kinds";
import { checkNamed } from "../objects";
import { defineRule } from "../rule";

const enabled = "application.sync.impersonation.enabled";
const enforced = "application.sync.impersonation.enforced";
const because =
  "Argo CD otherwise syncs and deletes with the rights of its controller, which are all there are";

export const argocdImpersonation = defineRule({
  id: "argocd-impersonation",
  scope: "object",
  title: "Argo CD syncs as the ServiceAccount that the project names",
  why:
    "The ServiceAccounts of an AppProject do nothing until this setting is on: Argo CD then syncs with the rights of its " +
    "controller, and nobody notices, because everything works. With it a prune and a cascading deletion fail for want " +
    "of the verb delete. Argo CD 3.5 enforces it for projects without an account, unless told not to.",
  severity: "high",
  appliesTo: [configMaps],
  remedy: 'Set data["application.sync.impersonation.enabled"] of argocd-cm to "true".',
  references: [
    {
      title: "Argo CD: sync with impersonation",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/",
    },
  ],
  shows: [enabled, enforced],
  check: (object) =>
    checkNamed(object, ["argocd-cm"], (settings) => [
      ...mustBeOneOf(["true"], settings, ["data", enabled], because),
      ...mustBeOneOf(["true"], settings, ["data", enforced], because, "true"),
    ]),
});
