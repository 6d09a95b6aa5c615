/** What to write instead of a field that the operator does not know. */
import { pathText, type FieldPath } from "./findings";
import type { StructuralSchema } from "./structural";

/** Fields of older versions, other operators and tutorials, by the end of their path. */
const replaced: Readonly<Record<string, string>> = {
  "spec.mariadbVersion": 'set the version in the image, "image: mariadb:11.8.8"',
  "spec.backup": "add a Backup object, with mariaDbRef, schedule and storage, or there is no backup at all",
  "storage.persistentVolumeClaimRetentionPolicy": 'use "pvcRetentionPolicy", or the claims have no policy',
  "serviceMonitor.enabled": "leave it out: metrics.enabled makes the ServiceMonitor",
  "spec.podManagementPolicy": "leave it out: the operator starts the Pods in the order it needs",
  "affinity.podAffinity": "leave it out: the operator takes nodeAffinity and podAntiAffinity only",
  "primary.automaticFailover": 'use "autoFailover"',
};

/** Fields that people give another shape, by the end of their path. */
const reshaped: Readonly<Record<string, string>> = {
  "spec.storage": 'use an object, such as "storage: { size: 100Gi }"',
  "metrics.serviceMonitor":
    "leave it out: metrics.enabled makes the ServiceMonitor, and this object only tunes it",
};

function lookUp(table: Readonly<Record<string, string>>, path: FieldPath): string | undefined {
  const end = path.slice(-2).join(".");
  return Object.hasOwn(table, end) ? table[end] : undefined;
}

/** The number of typing mistakes (a letter added, lost, changed or swapped with the next) between two words. */
function mistakes(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? Infinity;
}

const longestName = 64;

/** The known name that the given one was probably meant to be: at most two typing mistakes away, case aside. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > longestName) {
    return undefined;
  }
  const allowed = name.length < 5 ? 1 : 2;
  const near = known
    .map((candidate) => ({ candidate, away: mistakes(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= allowed)
    .sort((a, b) => a.away - b.away);
  return near[0]?.candidate;
}

/** The one field of the object that holds a field of this name, if the name was written one level too high. */
function oneLevelDown(
  name: string,
  properties: Readonly<Record<string, StructuralSchema>>,
): string | undefined {
  const holders = Object.keys(properties).filter((key) => {
    const inner = properties[key]?.properties;
    return inner !== undefined && Object.hasOwn(inner, name);
  });
  return holders.length === 1 ? holders[0] : undefined;
}

/** What to write instead of an unknown field, as an order; undefined if nothing comes near. */
export function insteadOfUnknown(path: FieldPath, schema: StructuralSchema): string | undefined {
  const name = String(path.at(-1));
  const properties = schema.properties ?? {};
  const holder = oneLevelDown(name, properties);
  if (holder !== undefined) {
    return `move it to "${pathText([...path.slice(0, -1), holder, name])}"`;
  }
  const near = nearestName(name, Object.keys(properties));
  return lookUp(replaced, path) ?? (near === undefined ? undefined : `use "${near}"`);
}

/** What to write instead of a value of the wrong type; undefined if there is no better advice than the type. */
export function insteadOfShape(path: FieldPath): string | undefined {
  return lookUp(reshaped, path);
}
