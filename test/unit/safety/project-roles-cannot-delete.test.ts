import { UNKNOWN, type Value } from "../../../safety";
import { projectRolesCannotDelete } from "../../../safety/rules/project-roles-cannot-delete";
import { edit, named } from "./objects";
import { table } from "./table";

const project = named("argoproj.io/v1alpha1", "AppProject", "mariadb-production", "argocd");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const at = "spec.roles[0].policies[0]";
const roles = (...policies: readonly Value[]) =>
  edit(project, ["spec", "roles"], [{ name: "developers", policies }]);
const line = (action: string, effect = "allow", resource = "applications", object = "a/*") =>
  `p, proj:a:developers, ${resource}, ${action}, ${object}, ${effect}`;

describe("project-roles-cannot-delete", () => {
  table(projectRolesCannotDelete, [
    { name: "no roles", object: project, finds: [] },
    ...[
      "get",
      "sync",
      "delete/*/Pod/*/*",
      "action/apps/Deployment/restart",
      "update",
      "get*",
      "*sync",
      "*sync*",
      "delet*ete",
    ].map((action) => ({
      name: `the right to ${action}`,
      object: roles(line(action)),
      finds: [],
    })),
    ...[
      "*",
      "delete",
      "delete/*",
      "del*",
      "delete/k8s.mariadb.com/*",
      "override",
      "action/*",
      "action/*/*/suspend",
      "*elet*",
    ].map((action) => ({
      name: `the right to ${action}`,
      object: roles(line(action)),
      finds: [at],
      message: /must not grant (delete|delete\/\*|override|action\/\*) in spec\.roles\[0\]\.policies\[0\]/,
    })),
    { name: "a right that is denied", object: roles(line("delete", "deny")), finds: [] },
    {
      name: "all rights but the dangerous ones",
      object: roles(
        line("*"),
        ...["delete", "delete/*", "override", "action/*"].map((action) => line(action, "deny")),
      ),
      finds: [],
    },
    { name: "all rights but one", object: roles(line("*"), line("delete", "deny")), finds: [at] },
    {
      name: "a denial for other Applications",
      object: roles(line("delete"), line("delete", "deny", "applications", "a/b")),
      finds: [at],
    },
    { name: "the right to delete logs", object: roles(line("delete", "allow", "logs")), finds: [] },
    { name: "the right to everything", object: roles(line("delete", "allow", "*")), finds: [at] },
    {
      name: "quotes and odd spaces",
      object: roles('p,"proj:a:x,y" ,applications,  delete,a/*,allow'),
      finds: [at],
    },
    { name: "lines that grant nothing", object: roles("g, x, role:admin", "# p, x", ""), finds: [] },
    {
      name: "break-glass",
      object: edit(roles(line("*")), ["spec", "roles", 0, "name"], "break-glass"),
      finds: [],
    },
    {
      name: "a role whose name is not known yet",
      object: edit(roles(line("*")), ["spec", "roles", 0, "name"], UNKNOWN),
      finds: [at],
    },
    { name: "a policy that is not known yet", object: roles(UNKNOWN), finds: [at], undecided: true },
    { name: "a stateless project", object: edit(roles(line("*")), stateless, "stateless"), finds: [] },
  ]);
});
