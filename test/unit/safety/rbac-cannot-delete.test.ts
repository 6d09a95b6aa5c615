import { UNKNOWN } from "../../../safety";
import { rbacCannotDelete } from "../../../safety/rules/rbac-cannot-delete";
import { application, edit, named } from "./objects";
import { setTable } from "./table";

const settings = named("v1", "ConfigMap", "argocd-rbac-cm", "argocd");
const csv = (...lines: readonly string[]) => edit(settings, ["data", "policy.csv"], lines.join("\n"));
const at = '0 data["policy.csv"]';
const line = (action: string, object: string, subject = "role:dev", effect = "allow") =>
  `p, ${subject}, applications, ${action}, ${object}, ${effect}`;
const app = application("production");
const stateless = edit(app, ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless");
const project = named("argoproj.io/v1alpha1", "AppProject", "databases");

describe("rbac-cannot-delete", () => {
  setTable(rbacCannotDelete, [
    { name: "no data", objects: [settings], finds: [] },
    { name: "rights to look and sync", objects: [csv(line("get", "*/*"), line("sync", "*/*"))], finds: [] },
    {
      name: "the right to delete anywhere",
      objects: [csv("# people", line("delete", "*/*"))],
      finds: [at],
      message: /must not grant delete in line 2 of data\["policy\.csv"\]/,
    },
    {
      name: "the right to override in some projects",
      objects: [csv(line("override", "mariadb-*/*"))],
      finds: [at],
    },
    { name: "the right to everything", objects: [csv("p, role:dev, *, *, *, allow")], finds: [at] },
    {
      name: "the same in a policy of another key",
      objects: [edit(settings, ["data", "policy.team.csv"], line("*", "*/*"))],
      finds: ['0 data["policy.team.csv"]'],
    },
    {
      name: "a text of another key",
      objects: [edit(settings, ["data", "scopes"], line("*", "*/*"))],
      finds: [],
    },
    {
      name: "administrators",
      objects: [csv(line("*", "*/*", "role:admin"), line("delete", "*/*", "role:break-glass"))],
      finds: [],
    },
    { name: "a project of which the set says nothing", objects: [csv(line("*", "web/*")), app], finds: [] },
    {
      name: "the project of an Application of the set",
      objects: [csv(line("*", "mariadb-production/*")), app],
      finds: [at],
    },
    {
      name: "the project of a stateless Application",
      objects: [csv(line("*", "mariadb-production/*")), stateless],
      finds: [],
    },
    { name: "a project of the set", objects: [csv(line("*", "databases/*")), project], finds: [at] },
    {
      name: "a right that is denied",
      objects: [csv(line("override", "*/*"), line("override", "*/*", "role:dev", "deny"))],
      finds: [],
    },
    {
      name: "a right that is denied to somebody else",
      objects: [csv(line("override", "*/*"), line("override", "*/*", "role:x", "deny"))],
      finds: [at],
    },
    ...["", "role:readonly"].map((role) => ({
      name: `the default "${role}"`,
      objects: [edit(settings, ["data", "policy.default"], role)],
      finds: [],
    })),
    {
      name: "administrators by default",
      objects: [edit(settings, ["data", "policy.default"], "role:admin")],
      finds: ['0 data["policy.default"]'],
    },
    {
      name: "administrators by default, with a line break",
      objects: [edit(settings, ["data", "policy.default"], "role:admin\n")],
      finds: ['0 data["policy.default"]'],
    },
    {
      name: "another ConfigMap",
      objects: [edit(csv(line("*", "*/*")), ["metadata", "name"], "x")],
      finds: [],
    },
    {
      name: "a ConfigMap whose name is not known yet",
      objects: [named("v1", "ConfigMap", UNKNOWN)],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    {
      name: "a policy that is not known yet",
      objects: [edit(settings, ["data", "policy.csv"], UNKNOWN)],
      finds: [at],
      undecided: true,
    },
    { name: "data that is no object", objects: [edit(settings, ["data"], "x")], finds: ["0 data"] },
  ]);
});
