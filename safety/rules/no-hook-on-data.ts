import { text } from "../expect";
import type { Finding } from "../finding";
import { dataKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, read, type Value } from "../value";

const argoHook = "argocd.argoproj.io/hook";
const helmHook = "helm.sh/hook";

export const noHookOnData = defineRule({
  id: "no-hook-on-data",
  scope: "object",
  title: "No object with data is a hook of a sync or of a chart",
  why:
    "A hook lives as long as its work takes. Argo CD no longer counts the object among those it delivers, prunes the " +
    "live one, and by its default policy BeforeHookCreation deletes the hook before each sync to create it again. A " +
    "Database with the annotation was gone after one sync. Argo CD and Flux take the hooks of Helm for hooks too.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: dataKinds,
  remedy:
    `Remove metadata.annotations["${argoHook}"] and metadata.annotations["${helmHook}"]; order objects with ` +
    'metadata.annotations["argocd.argoproj.io/sync-wave"] instead.',
  references: [
    {
      title: "Argo CD: resource hooks and their deletion",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/",
    },
    { title: "Helm: chart hooks", url: "https://helm.sh/docs/topics/charts_hooks/" },
  ],
  check: (object) =>
    isSingleBackup(object) ? [] : [argoHook, helmHook].flatMap((name) => hook(object, name)),
});

function hook(object: Value, name: string): readonly Finding[] {
  return text(object, ["metadata", "annotations", name], {
    known: (value, path) => {
      const message = `must not carry ${formatPath(path)}, because each sync then deletes it and creates it again`;
      // What Helm 2 called a hook, and what no engine treats as one.
      return name === helmHook && value === "crd-install" ? [] : [{ path, message }];
    },
  });
}

/** A backup that a hook takes before a migration or a deletion: nothing goes with the object but the object. */
function isSingleBackup(object: Value): boolean {
  return (
    ["Backup", "PhysicalBackup"].includes(identityOf(object).kind) &&
    read(object, ["spec", "schedule"]).state === "absent" &&
    read(object, ["spec", "storage", "s3"]).state === "known"
  );
}
