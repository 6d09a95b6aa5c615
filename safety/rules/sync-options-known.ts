import { argoApplications, checkApplication } from "../application";
import { eachAnnotatedOption, eachSyncOption, type SyncOption } from "../deliveries";
import { shown, type Finding } from "../finding";
import { dataKinds } from "../kinds";
import { isStateless } from "../labels";
import { identityOf, isTarget, textAt } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, isList, read, type Path, type Value } from "../value";

const either = ["true", "false"];

/** Argo CD's sync options and their values. */
const known: Readonly<Record<string, readonly string[]>> = {
  ApplyOutOfSyncOnly: either,
  ClientSideApplyMigration: either,
  CreateNamespace: either,
  Delete: [...either, "confirm"],
  FailOnSharedResource: either,
  Force: either,
  Prune: [...either, "confirm"],
  PruneLast: either,
  PrunePropagationPolicy: ["foreground", "background", "orphan"],
  Replace: either,
  RespectIgnoreDifferences: either,
  ServerSideApply: either,
  SkipDryRunOnMissingResource: either,
  Validate: either,
};

export const syncOptionsKnown = defineRule({
  id: "sync-options-known",
  scope: "object",
  title: "Sync options are spelt as Argo CD spells them, and none contradicts another",
  why:
    "Argo CD compares exact strings and says nothing about those it does not know: an object with Prune = false or " +
    "prune=false was pruned. Of two contradicting options the first one counts, so that a Prune=false which somebody " +
    "appended does nothing.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [argoApplications, ...dataKinds],
  remedy:
    "Set each option once, in spec.syncPolicy.syncOptions or in " +
    'metadata.annotations["argocd.argoproj.io/sync-options"], without spaces and spelt as in the ' +
    "documentation, such as Prune=false.",
  references: [
    {
      title: "Argo CD: sync options",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/",
    },
  ],
  shows: ["syncOptions", "argocd.argoproj.io/sync-options"],
  check: (object) => {
    const { group, kind } = identityOf(object);
    return isTarget([argoApplications], group, kind)
      ? checkApplication(object, (view) =>
          isStateless(view.root, view.at)
            ? []
            : eachSyncOption(view, (option, path) => misspeltOrTwofold(view.root, option, path)),
        )
      : eachAnnotatedOption(object, [], (option, path) => misspeltOrTwofold(object, option, path));
  },
});

function misspeltOrTwofold(root: Value, { written }: SyncOption, path: Path): readonly Finding[] {
  // In an annotation Argo CD takes the spaces around each option away, in a list it does not.
  const option = typeof path.at(-1) === "number" ? written : written.trim();
  const [key = "", value = ""] = option.split("=");
  if (!(Object.hasOwn(known, key) && known[key]?.includes(value) === true && option === `${key}=${value}`)) {
    const message = `must not write ${shown(option)} in ${formatPath(path)}, because Argo CD knows no such option and ignores it`;
    return option === "" ? [] : [{ path, message }];
  }
  const other = beside(root, path).find((one) => one !== option && one.startsWith(`${key}=`));
  const message = `must not write both ${shown(option)} and ${shown(other ?? "")} in ${formatPath(path.slice(0, -1))}`;
  return other === undefined ? [] : [{ path, message }];
}

/** All options of the list or annotation that an option is from. */
function beside(root: Value, path: Path): readonly string[] {
  if (typeof path.at(-1) !== "number") {
    return textAt(root, path)
      .split(",")
      .map((option) => option.trim());
  }
  const list = read(root, path.slice(0, -1));
  return list.state === "known" && isList(list.value)
    ? list.value.filter((item): item is string => typeof item === "string")
    : [];
}
