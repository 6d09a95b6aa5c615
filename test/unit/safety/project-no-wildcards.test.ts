import { UNKNOWN, type Value } from "../../../safety";
import { projectNoWildcards } from "../../../safety/rules/project-no-wildcards";
import { edit, named } from "./objects";
import { table } from "./table";

const project = named("argoproj.io/v1alpha1", "AppProject", "mariadb-production", "argocd");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const repos = (...list: readonly Value[]) => edit(project, ["spec", "sourceRepos"], list);
const destination = (value: Value) => edit(project, ["spec", "destinations"], [value]);

describe("project-no-wildcards", () => {
  table(projectNoWildcards, [
    { name: "no spec", object: project, finds: [] },
    {
      name: "named repositories",
      object: repos("https://git.example.com/a.git", "https://git.example.com/b/*"),
      finds: [],
    },
    ...["*", " * ", "**", "https://*", "https://*/*", "https://*.example.com/a.git"].map((pattern) => ({
      name: `the repositories ${pattern}`,
      object: repos("https://git.example.com/a.git", pattern),
      finds: ["spec.sourceRepos[1]"],
      message: /must not leave spec\.sourceRepos\[1\] to a wildcard, because the project then limits nothing/,
    })),
    {
      name: "a named place",
      object: destination({ server: "https://kubernetes.default.svc", namespace: "mariadb-*" }),
      finds: [],
    },
    {
      name: "every place",
      object: destination({ server: "*", name: "*", namespace: "*" }),
      finds: ["spec.destinations[0].server", "spec.destinations[0].name", "spec.destinations[0].namespace"],
    },
    {
      name: "one field of several places, once",
      object: edit(
        project,
        ["spec", "destinations"],
        [{ server: "*" }, { server: "*" }, { server: "*", namespace: "*" }],
      ),
      finds: ["spec.destinations[0].server", "spec.destinations[2].namespace"],
      message: /nor in 2 more destinations/,
    },
    {
      name: "a namespace that is not known yet",
      object: destination({ namespace: UNKNOWN }),
      finds: ["spec.destinations[0].namespace"],
      undecided: true,
    },
    {
      name: "a repository that is not known yet",
      object: repos(UNKNOWN),
      finds: ["spec.sourceRepos[0]"],
      undecided: true,
    },
    {
      name: "repositories that are no list",
      object: edit(project, ["spec", "sourceRepos"], "*"),
      finds: ["spec.sourceRepos"],
    },
    { name: "a stateless project", object: edit(repos("*"), stateless, "stateless"), finds: [] },
  ]);
});
