import { UNKNOWN, type Value } from "../../../safety";
import { projectSyncWindow } from "../../../safety/rules/project-sync-window";
import { edit, named } from "./objects";
import { table } from "./table";

const project = named("argoproj.io/v1alpha1", "AppProject", "mariadb-production", "argocd");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const windows = (value: Value) => edit(project, ["spec", "syncWindows"], value);

describe("project-sync-window", () => {
  table(projectSyncWindow, [
    ...["applications", "clusters", "namespaces"].map((selector) => ({
      name: `a window with ${selector}`,
      object: windows([{ kind: "allow", [selector]: ["*"] }]),
      finds: [],
    })),
    {
      name: "a window that selects nothing, beside one that does",
      object: windows([{ applications: ["*"] }, { kind: "allow", applications: [] }]),
      finds: ["spec.syncWindows[1]"],
      message: /must say in spec\.syncWindows\[1\] which Applications it binds/,
    },
    {
      name: "a window of which nobody knows yet what it selects",
      object: windows([{ kind: "allow", applications: UNKNOWN }]),
      finds: ["spec.syncWindows[0].applications"],
      undecided: true,
    },
    {
      name: "no window",
      object: project,
      finds: ["spec.syncWindows"],
      message: /must have a window in spec\.syncWindows/,
    },
    { name: "an empty list", object: windows([]), finds: ["spec.syncWindows"] },
    { name: "no window in staging", object: project, environment: "staging", finds: [] },
    {
      name: "no window of a project that is labelled with production",
      object: edit(project, ["metadata", "labels", "mariadb-gitops.dev/environment"], "production"),
      environment: "dev",
      finds: ["spec.syncWindows"],
    },
    { name: "a window that is no list", object: windows("x"), finds: ["spec.syncWindows"] },
    {
      name: "windows that are not known yet",
      object: windows(UNKNOWN),
      finds: ["spec.syncWindows"],
      undecided: true,
    },
    { name: "a stateless project", object: edit(project, stateless, "stateless"), finds: [] },
  ]);
});
