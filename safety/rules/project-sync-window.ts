import { environmentOf } from "../environment";
import { eachItem, list } from "../expect";
import { undecided, type Finding } from "../finding";
import { appProjects } from "../kinds";
import { isStateless } from "../labels";
import { defineRule, levels } from "../rule";
import { formatPath, isList, read, type Path, type Value } from "../value";

const path = ["spec", "syncWindows"];

export const projectSyncWindow = defineRule({
  id: "project-sync-window",
  scope: "object",
  title: "Production syncs in a window",
  why:
    "A change to a database belongs into hours when somebody watches and the backup is fresh. Without a window a sync is " +
    "possible at any time. Argo CD ignores a window that selects no Applications, clusters or namespaces. A window is no " +
    "protection of data: it stops syncs, manual ones as well, and no deletion.",
  severity: "low",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [appProjects],
  remedy:
    'Set spec.syncWindows with kind, schedule and duration, applications: ["*"], and manualSync: false.',
  references: [
    {
      title: "Argo CD: sync windows",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/",
    },
  ],
  check: (object, context) => {
    const missing = {
      path,
      message: "must have a window in spec.syncWindows, because production otherwise changes at any hour",
    };
    return environmentOf(object, context) !== "production" || isStateless(object, [])
      ? []
      : list(object, path, {
          known: ({ length }) =>
            length === 0 ? [missing] : eachItem(object, path, (_, at) => selection(object, at)),
          absent: () => [missing],
        });
  },
});

const selectors = ["applications", "clusters", "namespaces"];

/** A window that selects nothing binds nobody, without a word from Argo CD. */
function selection(project: Value, at: Path): readonly Finding[] {
  const found = selectors.map((selector) => read(project, [...at, selector]));
  if (
    found.some((reading) => reading.state === "known" && isList(reading.value) && reading.value.length > 0)
  ) {
    return [];
  }
  const unknown = found.find(({ state }) => state === "unknown");
  return unknown === undefined
    ? [
        {
          path: at,
          message: `must say in ${formatPath(at)} which Applications it binds, because a window that selects none is ignored`,
        },
      ]
    : [undecided(unknown.path)];
}
