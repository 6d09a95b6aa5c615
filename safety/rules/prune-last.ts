import { argoApplications, checkApplication, type ApplicationView } from "../application";
import { list } from "../expect";
import { undecided, type Finding } from "../finding";
import { isStateless } from "../labels";
import { defineRule, levels } from "../rule";
import { formatPath, UNKNOWN } from "../value";

export const pruneLast = defineRule({
  id: "prune-last",
  scope: "object",
  title: "What a sync prunes goes only after everything else is healthy",
  why:
    "A person who prunes manually, on purpose, does so in one sync with everything else. Without PruneLast=true the " +
    "old objects go first: if the new ones then fail, neither version runs.",
  severity: "low",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [argoApplications],
  remedy: "Add PruneLast=true to spec.syncPolicy.syncOptions.",
  references: [
    {
      title: "Argo CD: prune last",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#prune-last",
    },
  ],
  check: (object) => checkApplication(object, application),
});

function application({ root, at }: ApplicationView): readonly Finding[] {
  const path = [...at, "spec", "syncPolicy", "syncOptions"];
  const missing = { path, message: `must list PruneLast=true in ${formatPath(path)}` };
  return isStateless(root, at)
    ? []
    : list(root, path, {
        known: (options) => {
          if (options.includes("PruneLast=true")) {
            return [];
          }
          const unknown = options.indexOf(UNKNOWN);
          return [unknown === -1 ? missing : undecided([...path, unknown])];
        },
        absent: () => [missing],
      });
}
