import { eachAnnotatedOption, type SyncOption } from "../deliveries";
import type { Finding } from "../finding";
import { dataKinds } from "../kinds";
import { defineRule, levels } from "../rule";
import { formatPath, type Path } from "../value";

/** The options by which an object asks to be deleted. */
const asking: Readonly<Record<string, string>> = { prune: "Prune=true", delete: "Delete=true" };

export const noPruneOnData = defineRule({
  id: "no-prune-on-data",
  scope: "object",
  title: "No object with data asks to be pruned or deleted",
  why:
    "An option on the object wins over the same option of its Application: with Prune=true on a Database, the " +
    "Application's Prune=false did not keep it, and the operator drops the database of a Database that goes.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: dataKinds,
  remedy: 'Set metadata.annotations["argocd.argoproj.io/sync-options"]: Prune=false,Delete=false.',
  references: [
    {
      title: "Argo CD: no prune resources",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources",
    },
  ],
  mechanical: true,
  check: (object) => eachAnnotatedOption(object, [], option),
});

/** Argo CD ignores other spellings; who wrote one still meant it. */
function option({ name, value }: SyncOption, path: Path): readonly Finding[] {
  const asked = value === "true" && Object.hasOwn(asking, name) ? asking[name] : undefined;
  if (asked === undefined) {
    return [];
  }
  const message = `must not carry the sync option ${asked} in ${formatPath(path)}, because it wins over that of the Application`;
  return [{ path, message, fix: { add: asked.replace("true", "false") } }];
}
