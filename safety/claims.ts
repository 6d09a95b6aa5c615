import { eachItem, inspect } from "./expect";
import type { Finding } from "./finding";
import { identityOf } from "./identity";
import { backups, mariadbs, statefulSets, volumeClaims } from "./kinds";
import type { Target } from "./rule";
import type { Path, Value } from "./value";

/** The kinds that claim volumes for data. */
export const claimants: readonly Target[] = [mariadbs, backups, volumeClaims, statefulSets];

/**
 * Judges the spec of every claim that an object is or makes. A MariaDB that says no more than a size has none.
 *
 * @param check Takes the path of the claim's spec.
 */
export function eachClaim(object: Value, check: (spec: Path) => readonly Finding[]): readonly Finding[] {
  switch (identityOf(object).kind) {
    case "PersistentVolumeClaim":
      return check(["spec"]);
    case "StatefulSet":
      return eachItem(object, ["spec", "volumeClaimTemplates"], (_, path) => check([...path, "spec"]));
    case "MariaDB":
      return ifPresent(["spec", "storage", "volumeClaimTemplate"]);
    default:
      return ifPresent(["spec", "storage", "persistentVolumeClaim"]);
  }

  function ifPresent(path: Path): readonly Finding[] {
    return inspect(object, path, { known: () => check(path) });
  }
}
