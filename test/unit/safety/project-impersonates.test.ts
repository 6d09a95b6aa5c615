import { UNKNOWN, type Value } from "../../../safety";
import { projectImpersonates } from "../../../safety/rules/project-impersonates";
import { edit, named } from "./objects";
import { table } from "./table";

const project = named("argoproj.io/v1alpha1", "AppProject", "mariadb-production", "argocd");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const at = "spec.destinationServiceAccounts";
const accounts = (...list: readonly Value[]) => edit(project, ["spec", "destinationServiceAccounts"], list);

describe("project-impersonates", () => {
  table(projectImpersonates, [
    {
      name: "an account",
      object: accounts({ server: "x", namespace: "a", defaultServiceAccount: "mariadb-sync" }),
      finds: [],
    },
    {
      name: "no accounts",
      object: project,
      finds: [at],
      message:
        /must name a ServiceAccount in spec\.destinationServiceAccounts, because its syncs otherwise run/,
    },
    { name: "an empty list", object: accounts(), finds: [at] },
    {
      name: "an empty name",
      object: accounts({ defaultServiceAccount: " " }),
      finds: [`${at}[0].defaultServiceAccount`],
    },
    { name: "no name", object: accounts({ server: "x" }), finds: [`${at}[0].defaultServiceAccount`] },
    {
      name: "a list that is none",
      object: edit(project, ["spec", "destinationServiceAccounts"], "x"),
      finds: [at],
    },
    {
      name: "accounts that are not known yet",
      object: edit(project, ["spec"], UNKNOWN),
      finds: ["spec"],
      undecided: true,
    },
    { name: "a stateless project", object: edit(project, stateless, "stateless"), finds: [] },
  ]);
});
