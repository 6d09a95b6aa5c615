import { checkApplication } from "../application";
import { mustBeOneOf } from "../expect";
import { isStateless } from "../labels";
import { defineRule } from "../rule";

const because = "an Application whose parameters a generator no longer returns is deleted otherwise";

export const applicationsetKeepsApplications = defineRule({
  id: "applicationset-keeps-applications",
  scope: "object",
  title: "An ApplicationSet of databases creates and updates Applications, and deletes none",
  why:
    "A generator returns less than before for many reasons: a renamed folder, a cluster whose Secret is gone for a " +
    "moment, a Git server that does not answer. By default the ApplicationSet then deletes the Applications that are " +
    "missing, and has deleted all of them (argo-cd #18780, #18212, #14318). With create-update it deletes none.",
  severity: "critical",
  appliesTo: [{ group: "argoproj.io", kinds: ["ApplicationSet"] }],
  remedy:
    "Set spec.syncPolicy.applicationsSync: create-update and spec.syncPolicy.preserveResourcesOnDeletion: " +
    "true, or better, use one plain Application for each environment.",
  references: [
    {
      title: "argo-cd #18780: an ApplicationSet deletes all its Applications",
      url: "https://github.com/argoproj/argo-cd/issues/18780",
    },
    {
      title: "Argo CD: controlling if and when the ApplicationSet controller modifies Applications",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/",
    },
  ],
  shows: ["applicationsSync"],
  check: (object) =>
    checkApplication(object, ({ root, at }) =>
      isStateless(root, at)
        ? []
        : mustBeOneOf(
            ["create-update", "create-only"],
            root,
            ["spec", "syncPolicy", "applicationsSync"],
            because,
          ),
    ),
});
