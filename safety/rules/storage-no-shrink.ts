import { keptPairs } from "../changes";
import { inspect } from "../expect";
import { about, misshapen, shown, undecided, type Finding } from "../finding";
import { backups, mariadbs, statefulSets, volumeClaims } from "../kinds";
import { identityOf, type Target } from "../objects";
import { compareQuantities, quantity } from "../quantity";
import { defineRule, levels } from "../rule";
import { formatPath, isList, read, type Known, type Path, type Value } from "../value";

const request = ["resources", "requests", "storage"];
const targets: readonly Target[] = [mariadbs, backups, volumeClaims, statefulSets];

/** Where each kind says how large its volumes are. */
const sizes: Readonly<Record<string, readonly Path[]>> = {
  MariaDB: [
    ["spec", "storage", "size"],
    ["spec", "storage", "volumeClaimTemplate", ...request],
    ["spec", "galera", "config", "volumeClaimTemplate", ...request],
  ],
  Backup: [["spec", "storage", "persistentVolumeClaim", ...request]],
  PhysicalBackup: [["spec", "storage", "persistentVolumeClaim", ...request]],
  PersistentVolumeClaim: [["spec", ...request]],
};

export const storageNoShrink = defineRule({
  id: "storage-no-shrink",
  scope: "change",
  title: "Storage only grows",
  why:
    "A volume cannot shrink. The operator and Kubernetes refuse a smaller size, so that every later sync of the same " +
    "delivery fails until somebody puts the old number back; whoever recreates the object to get past that loses the " +
    "data. A revert in Git is no way back either: the size in Git must follow the volume.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: targets,
  remedy: "Set the size to at least the earlier one, such as spec.storage.size of a MariaDB.",
  references: [
    {
      title: "Kubernetes: resizing persistent volume claims",
      url: "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims",
    },
    {
      title: "mariadb-operator: storage",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/storage.md",
    },
  ],
  shows: ["size", "storage"],
  check: (change) =>
    keptPairs(change, ...targets).flatMap(({ before, after }) =>
      about(after.index, [
        ...(sizes[identityOf(after.object).kind] ?? []).flatMap((path) =>
          shrunk(before.object, after.object, path, path),
        ),
        ...templates(before.object, after.object),
      ]),
    ),
});

function shrunk(before: Value, after: Value, earlier: Path, path: Path): readonly Finding[] {
  const was = read(before, earlier);
  if (was.state === "absent" || was.state === "misshapen") {
    return [];
  }
  if (was.state === "unknown") {
    return [undecided(was.path)];
  }
  const at = formatPath(path);
  const missing = { path, message: `must keep ${at}, which was ${shown(was.value)}` };
  return inspect(after, path, {
    known: (now) => {
      if (quantity(now) === undefined) {
        return [misshapen(path, "a quantity", now)];
      }
      const message = `must not shrink ${at} from ${shown(was.value)} to ${shown(now)}`;
      return (compareQuantities(now, was.value) ?? 0) < 0 ? [{ path, message }] : [];
    },
    absent: () => [missing],
  });
}

/** The claims of a StatefulSet, matched by name, because their order says nothing. */
function templates(before: Value, after: Value): readonly Finding[] {
  const list = ["spec", "volumeClaimTemplates"];
  return inspect(before, list, {
    known: (earlier) =>
      inspect(after, list, {
        known: (later) => namesOf(later).flatMap((name, index) => claim(name, index, namesOf(earlier))),
      }),
  });

  function claim(name: Value, index: number, earlier: readonly Value[]): readonly Finding[] {
    const position = earlier.findIndex((other) => other !== null && other === name);
    const size = (at: number) => [...list, at, "spec", ...request];
    return position === -1 ? [] : shrunk(before, after, size(position), size(index));
  }
}

function namesOf(list: Known): readonly Value[] {
  return isList(list)
    ? list.map((item) => {
        const name = read(item, ["metadata", "name"]);
        return name.state === "known" ? name.value : null;
      })
    : [];
}
