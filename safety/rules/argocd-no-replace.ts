import { mustBeOneOf } from "../expect";
import { configMaps } from "../kinds";
import { checkNamed } from "../objects";
import { defineRule, levels } from "../rule";

const key = "server.sync.replace.allowed";
const because = "a manual sync with replace and force deletes and recreates objects that carry Prune=false";

export const argocdNoReplace = defineRule({
  id: "argocd-no-replace",
  scope: "object",
  title: "Argo CD refuses manual syncs that replace",
  why:
    "One tick in the dialogue of a sync sends Replace=true, a second one force: the live object is deleted and created " +
    "again, whatever Prune=false and Delete=false say, and a Namespace goes with everything inside (argo-cd #29739). The " +
    "server can refuse that; what an Application's own options ask for it does not see.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [configMaps],
  remedy: 'Set data["server.sync.replace.allowed"] of argocd-cmd-params-cm to "false".',
  references: [
    {
      title: "Argo CD: sync options",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/",
    },
    {
      title: "argo-cd #29739: a forced replace deletes a Namespace",
      url: "https://github.com/argoproj/argo-cd/issues/29739",
    },
  ],
  shows: [key],
  check: (object) =>
    checkNamed(object, ["argocd-cmd-params-cm"], (settings) =>
      mustBeOneOf(["false"], settings, ["data", key], because),
    ),
});
