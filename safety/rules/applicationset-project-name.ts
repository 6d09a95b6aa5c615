import { checkApplication } from "../application";
import { text } from "../expect";
import { undecided } from "../finding";
import { defineRule, levels } from "../rule";
import { read } from "../value";

export const applicationsetProjectName = defineRule({
  id: "applicationset-project-name",
  scope: "object",
  title: "An ApplicationSet is named after its project",
  why:
    "Who may change an ApplicationSet may change every Application that it makes, whatever their project allows to whom. " +
    "When the set has the name of its project, a rule of RBAC or of admission can tell whose it is, and a set that makes " +
    "Applications for the project of somebody else stands out.",
  severity: "low",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [{ group: "argoproj.io", kinds: ["ApplicationSet"] }],
  remedy: "Set metadata.name and spec.template.spec.project to the same name.",
  references: [
    {
      title: "Kyverno: the name of an ApplicationSet",
      url: "https://kyverno.io/policies/argo/applicationset-name-matches-project/applicationset-name-matches-project/",
    },
  ],
  equivalents: ["kyverno/applicationset-name-matches-project"],
  check: (object) =>
    checkApplication(object, ({ root, at }) =>
      text(root, [...at, "spec", "project"], {
        known: (project, path) => {
          const name = read(root, ["metadata", "name"]);
          if (name.state === "unknown") {
            return [undecided(name.path)];
          }
          const message = "must have the name of the project in spec.template.spec.project";
          return name.state === "known" && name.value === project ? [] : [{ path, message }];
        },
      }),
    ),
});
