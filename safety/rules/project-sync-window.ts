import { defineRule, levels } from "../define";
import { appProjects } from "../engines";
import { environmentOf } from "../environment";
import { inspect, misshapen } from "../expect";
import { isList } from "../value";
import { isStateless } from "../workload";

const path = ["spec", "syncWindows"];

export const projectSyncWindow = defineRule({
  id: "project-sync-window",
  title: "Production syncs in a window",
  why:
    "A change to a database belongs into hours when somebody watches and the backup is fresh. Without a window a sync is " +
    "possible at any time. A window is no protection of data: it stops syncs, by hand as well, and no deletion.",
  severity: "low",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [appProjects],
  remedy: "Write spec.syncWindows with kind, schedule and duration, and manualSync: false.",
  references: [
    {
      title: "Argo CD: sync windows",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/",
    },
  ],
  answers: ["BEY-11", "PAR-28"],
  check: (object, context) => {
    const missing = {
      path,
      message: "must have a window in spec.syncWindows, because production otherwise changes at any hour",
    };
    return environmentOf(object, context) !== "production" || isStateless(object, [])
      ? []
      : inspect(object, path, {
          known: (windows) => {
            if (!isList(windows)) {
              return [misshapen(path, "a list", windows)];
            }
            return windows.length === 0 ? [missing] : [];
          },
          absent: () => [missing],
        });
  },
});
