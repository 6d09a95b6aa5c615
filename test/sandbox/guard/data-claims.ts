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
export function seconds(value: unknown): number | undefined {
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

const volumeControllers = [
  "system:kube-controller-manager",
  "system:serviceaccount:kube-system:persistent-volume-binder",
];
const binderAnnotation = "pv.kubernetes.io/bound-by-controller";
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
    kinds: ["PersistentVolume", "VolumeSnapshotContent"],
    states: ["spec.persistentVolumeReclaimPolicy", "spec.deletionPolicy"].flatMap((path) =>
      ["Retain", "Delete", "Recycle"].map((value) => set(path, value)),
    ),
    weakens: (before, after) =>
      ["spec.persistentVolumeReclaimPolicy", "spec.deletionPolicy"].some(
        (path) => at(before, path) === "Retain" && at(after, path) !== "Retain",
      ),
  },
  {
    check: "keepsClaim",
    kinds: ["PersistentVolume"],
    states: ["Bound", "Released", "Failed", "Available", "Pending"].flatMap((phase) => claimStates(phase)),
    weakens: (before, after, user) => {
      const read = (side: Plain, key: string): unknown => at(side, `spec.claimRef.${key}`);
      const phase = at(before, "status.phase") ?? "";
      const chosen = boundByController(before);
      if (["", "Pending"].includes(phase as string) || (phase === "Available" && chosen)) {
        return false;
      }
      const kept = !["namespace", "name"].some((key) => changed(before, after, `spec.claimRef.${key}`));
      const uid = read(after, "uid") ?? "";
      if (
        volumeControllers.includes(user) &&
        ((chosen && at(after, "spec.claimRef") === undefined) || (kept && uid === ""))
      ) {
        return false;
      }
      const was = read(before, "uid") ?? "";
      const rebound =
        ["Released", "Failed"].includes(phase as string) &&
        (uid === "" || at(after, "spec.persistentVolumeReclaimPolicy") === "Retain");
      return !(kept && (was === "" || uid === was || rebound));
    },
  },
  {
    check: "staysReserved",
    kinds: ["PersistentVolume"],
    states: [null, "yes", "also"].map((value) => ({
      metadata: { annotations: { [binderAnnotation]: value } },
    })),
    weakens: (before, after, user) => {
      const [was, is] = [before, after].map((side) => side.metadata.annotations?.[binderAnnotation] ?? "");
      return is !== "" && is !== was && !volumeControllers.includes(user);
    },
  },
  {
    check: "keepsPhase",
    kinds: ["PersistentVolume"],
    status: true,
    states: ["Bound", "Released", "Failed", "Available", "Pending"].map((phase) => ({ status: { phase } })),
    weakens: (before, after, user) =>
      at(before, "status.phase") !== at(after, "status.phase") && !volumeControllers.includes(user),
  },
  {
    check: "keepsRole",
    kinds: ["PersistentVolumeClaim", "VolumeSnapshot"],
    states: ["mariadb", "maxscale", null].flatMap((name) =>
      ["storage", "galera", null].map((role) => ({
        metadata: { labels: { "app.kubernetes.io/name": name, "pvc.k8s.mariadb.com/role": role } },
      })),
    ),
    weakens: (before, after) => {
      const [was, is] = [before, after].map((side) => side.metadata.labels ?? {});
      const role = was?.["pvc.k8s.mariadb.com/role"] ?? "";
      return (
        (is?.["app.kubernetes.io/name"] === "maxscale" && was?.["app.kubernetes.io/name"] !== "maxscale") ||
        (role !== "" && is?.["pvc.k8s.mariadb.com/role"] !== role)
      );
    },
  },
  {
    check: "staysNoDraft",
    kinds: ["Secret"],
    states: ["true", "false", null].map((value) => ({
      metadata: { labels: { "cert-manager.io/next-private-key": value } },
    })),
    weakens: (before, after) => {
      const [was, is] = [before, after].map(
        (side) => side.metadata.labels?.["cert-manager.io/next-private-key"] === "true",
      );
      return is === true && was === false;
    },
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
      ...["\n", "\t ", " \n\r", "    ", "     ", " x", "x "].map((value) =>
        set("data.password", Buffer.from(value).toString("base64")),
      ),
    ],
    weakens: (before, after) => {
      const [was, is] = [before, after].map((side) => (at(side, "data") ?? {}) as Record<string, string>);
      const blank = (value: string | undefined): boolean =>
        Buffer.from(value ?? "", "base64")
          .toString()
          .trim() === "";
      return Object.entries(was ?? {}).some(([key, value]) => !blank(value) && blank(is?.[key]));
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

const boundByController = (object: Plain): boolean =>
  (object.metadata.annotations?.[binderAnnotation] ?? "") !== "";

/** What a volume can be bound to, in one phase. */
function claimStates(phase: string): object[] {
  const status = { status: { phase } };
  return [
    {},
    set("spec.claimRef", null),
    set("spec.claimRef.namespace", "guard-unprotected"),
    set("spec.claimRef.name", "another"),
    ...uids.map((uid) => set("spec.claimRef.uid", uid)),
    { spec: { claimRef: { uid: uids[1] }, persistentVolumeReclaimPolicy: "Delete" } },
    { spec: { claimRef: { uid: uids[0] } }, metadata: { annotations: { [binderAnnotation]: "yes" } } },
    { spec: { claimRef: null }, metadata: { annotations: { [binderAnnotation]: "yes" } } },
  ].map((state) => ({ ...state, ...status }));
}

function versions(): object[] {
  return (definition("guarded", "k8s.mariadb.com").object.spec as { versions: object[] }).versions;
}
