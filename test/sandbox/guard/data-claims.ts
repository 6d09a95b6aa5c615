/**
 * What the guard's page claims about the fields of what holds data, see `claims.ts`.
 */
import { at, both, changed, set, switchedOn, switches } from "./claim-fields";
import { uids, type Claim, type Plain } from "./claims";
import { definition } from "./objects";

/** Bytes of a quantity of the tests. */
function bytes(value: unknown): number | undefined {
  const found = /^(\d+)(Mi|Gi)?$/.exec(String((value as string | number | undefined) ?? ""));
  const unit = { Mi: 2 ** 20, Gi: 2 ** 30 }[found?.[2] ?? ""] ?? 1;
  return found === null ? undefined : Number(found[1]) * unit;
}

function smaller(before: Plain, after: Plain, path: string): boolean {
  const [was, is] = [bytes(at(before, path)), bytes(at(after, path))];
  return was !== undefined && is !== undefined && is < was;
}

/** Seconds of a duration; undefined for what is none. */
function seconds(value: unknown): number | undefined {
  const text = (value as string | undefined) ?? "720h";
  if (!/^(\d+(h|m|s))+$/.test(text)) {
    return undefined;
  }
  const units = { h: 3600, m: 60, s: 1 };
  return [...text.matchAll(/(\d+)(h|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}

/** A retention that changes to one that nobody can read counts as shorter. */
function shorter(before: Plain, after: Plain, path: string): boolean {
  const [was, is] = [at(before, path) ?? "720h", at(after, path) ?? "720h"];
  const [old, now] = [seconds(was), seconds(is)];
  return was !== is && (now === undefined || (old !== undefined && now < old));
}

const sizes = ["10Gi", "9000Mi", "20Gi", 10737418240, null];
const retention = "spec.storage.pvcRetentionPolicy";
const template = "spec.storage.volumeClaimTemplate.resources.requests.storage";

/** Claims about what holds data. */
export const dataClaims: readonly Claim[] = [
  {
    check: "keepsCleanupPolicy",
    kinds: ["MariaDB", "Database", "User", "Grant"],
    states: ["Skip", "Delete", null].map((value) => set("spec.cleanupPolicy", value)),
    weakens: (before, after) =>
      at(before, "spec.cleanupPolicy") === "Skip" && at(after, "spec.cleanupPolicy") !== "Skip",
  },
  {
    check: "keepsVolumes",
    kinds: ["MariaDB"],
    states: both(`${retention}.whenDeleted`, ["Retain", "Delete", null], `${retention}.whenScaled`, [
      "Retain",
      "Delete",
      null,
    ]),
    weakens: (before, after) =>
      ["whenDeleted", "whenScaled"].some(
        (when) =>
          at(after, `${retention}.${when}`) === "Delete" && at(before, `${retention}.${when}`) !== "Delete",
      ),
  },
  {
    check: "keepsSize",
    kinds: ["MariaDB"],
    states: [
      ...sizes.map((size) => set("spec.storage.size", size)),
      ...sizes.map((size) => set(template, size)),
    ],
    weakens: (before, after) => ["spec.storage.size", template].some((path) => smaller(before, after, path)),
  },
  {
    check: "keepsSize",
    kinds: ["PersistentVolumeClaim"],
    states: ["10Gi", "9000Mi", "20Gi"].map((size) => set("spec.resources.requests.storage", size)),
    weakens: (before, after) => smaller(before, after, "spec.resources.requests.storage"),
  },
  {
    check: "staysPersistent",
    kinds: ["MariaDB"],
    states: switches.map((value) => set("spec.storage.ephemeral", value)),
    weakens: (before, after) => switchedOn(before, after, "spec.storage.ephemeral"),
  },
  {
    check: "keepsSchedule",
    kinds: ["Backup", "PhysicalBackup"],
    states: [set("spec.schedule", null), ...switches.map((value) => set("spec.schedule.suspend", value))],
    weakens: (before, after) =>
      (at(before, "spec.schedule") !== undefined && at(after, "spec.schedule") === undefined) ||
      switchedOn(before, after, "spec.schedule.suspend"),
  },
  {
    check: "keepsRetention",
    kinds: ["Backup", "PhysicalBackup"],
    states: ["720h", "719h59m59s", "43200m", "1440h", "60d", "30d", null].map((value) =>
      set("spec.maxRetention", value),
    ),
    weakens: (before, after) => shorter(before, after, "spec.maxRetention"),
  },
  {
    check: "keepsReclaimPolicy",
    kinds: ["PersistentVolume"],
    states: ["Retain", "Delete", "Recycle"].map((value) => set("spec.persistentVolumeReclaimPolicy", value)),
    weakens: (before, after) => {
      const path = "spec.persistentVolumeReclaimPolicy";
      return at(before, path) === "Retain" && at(after, path) !== "Retain";
    },
  },
  {
    check: "keepsClaim",
    kinds: ["PersistentVolume"],
    states: [
      {},
      set("spec.claimRef", null),
      set("spec.claimRef.namespace", null),
      set("spec.claimRef.name", null),
      set("spec.claimRef.namespace", "guard-unprotected"),
      set("spec.claimRef.name", "another"),
      set("spec.claimRef.uid", uids[0]),
    ],
    weakens: (before, after) =>
      ["namespace", "name"].some((key) => changed(before, after, `spec.claimRef.${key}`)),
  },
  {
    check: "keepsKeys",
    kinds: ["Secret"],
    states: [
      {},
      set("data.password", null),
      set("data.password", ""),
      set("data.password", "cm90YXRlZA=="),
      set("data.more", "eA=="),
      set("data", null),
    ],
    weakens: (before, after) => {
      const [was, is] = [before, after].map((side) => (at(side, "data") ?? {}) as Record<string, string>);
      return Object.entries(was ?? {}).some(([key, value]) => value !== "" && (is?.[key] ?? "") === "");
    },
  },
  {
    check: "keepsVersions",
    kinds: ["CustomResourceDefinition"],
    states: [
      {},
      ...[[0], [1]].map((unserved) =>
        set(
          "spec.versions",
          versions().map((version, index) =>
            unserved.includes(index) ? { ...version, served: false } : version,
          ),
        ),
      ),
      set("spec.versions", versions().slice(0, 1)),
      set("spec.versions", [...versions(), { ...versions()[1], name: "v2" }]),
    ],
    weakens: (before, after) => {
      const served = (side: Plain): string[] =>
        (at(side, "spec.versions") as { name: string; served: boolean }[])
          .filter((one) => one.served)
          .map((one) => one.name);
      return served(before).some((name) => !served(after).includes(name));
    },
  },
];

function versions(): object[] {
  return (definition("guarded", "k8s.mariadb.com").object.spec as { versions: object[] }).versions;
}
