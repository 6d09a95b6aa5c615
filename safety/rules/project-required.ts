import { argoApplications, checkApplication, type ApplicationView } from "../application";
import { text } from "../expect";
import { shown, type Finding } from "../finding";
import { defineRule, levels } from "../rule";
import { formatPath } from "../value";

export const projectRequired = defineRule({
  id: "project-required",
  scope: "object",
  title: "An Application belongs to a project of its own, never to default",
  why:
    "An AppProject limits the repositories, namespaces and kinds that an Application may touch, and who may delete or " +
    "override it. The stock project default allows everything to everyone, and an Application without a project lands " +
    "there: one wrong destination then reaches any namespace of any cluster.",
  severity: "high",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [argoApplications],
  remedy: "Set spec.project to the name of the environment's AppProject.",
  references: [
    {
      title: "Argo CD: the default project",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#the-default-project",
    },
    {
      title: "Argo CD: roles and permissions of projects",
      url: "https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/",
    },
  ],
  equivalents: ["kyverno/application-prevent-default-project"],
  shows: ["project"],
  check: (object) => checkApplication(object, project),
});

function project({ root, at }: ApplicationView): readonly Finding[] {
  const path = [...at, "spec", "project"];
  return text(root, path, {
    known: (name) => {
      const message = `must not leave ${formatPath(path)} at ${shown(name)}, because that project allows everything`;
      return ["", "default"].includes(name.trim()) ? [{ path, message }] : [];
    },
    absent: () => [{ path, message: `must set ${formatPath(path)}` }],
  });
}
