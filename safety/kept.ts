import { environmentLabel, protectedLabel } from "./labels";
import { undecided } from "./expect";
import { text } from "./fields";
import type { Finding } from "./finding";
import { identityOf } from "./identity";
import { databaseObjects, externalSecrets, mariadbGroup, sealedSecrets } from "./kinds";
import { annotation, isExactly, label, mayBe } from "./metadata";
import { read } from "./read";
import type { Target } from "./rule";
import type { Path, Value } from "./value";

/** Whether the object itself tells the engines to keep it. */

/** Kinds that an engine delivers, and that take data or the key to it with them. */
export const keptKinds: readonly Target[] = [
  databaseObjects,
  { group: "", kinds: ["Namespace", "PersistentVolumeClaim"] },
  sealedSecrets,
  externalSecrets,
];

/** Whether an object of these kinds must be kept: of Namespaces and definitions, only those of the databases. */
export function isPrecious(object: Value): boolean {
  switch (identityOf(object).kind) {
    case "Namespace": {
      const mark = label(object, protectedLabel);
      return (
        mark.state === "unknown" ||
        mark.state === "misshapen" ||
        isExactly(mark, "true") ||
        label(object, environmentLabel).state !== "absent"
      );
    }
    case "CustomResourceDefinition":
      return mayBe(read(object, ["spec", "group"]), mariadbGroup);
    default:
      return true;
  }
}

/** Where Argo CD reads an object's own sync options. */
export const syncOptionsPath: Path = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];

/** Judges the sync options of an object, as Argo CD reads them: separated by commas, spaces around them taken away. */
export function ownSyncOptions(
  object: Value,
  check: (options: readonly string[], path: Path) => readonly Finding[],
): readonly Finding[] {
  return text(object, syncOptionsPath, {
    known: (value, path) =>
      check(
        value.split(",").map((option) => option.trim()),
        path,
      ),
    absent: (path) => check([], path),
  });
}

/** Whether options keep the object from a prune or a delete: Argo CD compares exact strings. */
export function keeps(options: readonly string[], key: "Prune" | "Delete"): boolean {
  return options.includes(`${key}=false`) || options.includes(`${key}=confirm`);
}

/** What Flux reads, as a label or an annotation. */
export const fluxPrune = "kustomize.toolkit.fluxcd.io/prune";

/** Whether Flux keeps an object: yes, no, or the finding for a value that is not known yet. */
export function fluxKeeps(object: Value): boolean | Finding {
  const readings = [label(object, fluxPrune), annotation(object, fluxPrune)];
  const kept = readings.some(
    (reading) =>
      reading.state === "known" &&
      typeof reading.value === "string" &&
      reading.value.toLowerCase() === "disabled",
  );
  const unknown = readings.find(({ state }) => state === "unknown");
  return kept || unknown === undefined ? kept : undecided(unknown.path);
}
