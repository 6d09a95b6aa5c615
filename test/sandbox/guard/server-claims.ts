/** What the guard's page claims about servers, what belongs to them, and backups, see `claims.ts`. */
import { at, changed, set } from "./claim-fields";
import { combined, type Claim, type Plain } from "./claims";
import { bucket, myCnf } from "./objects";

const text = (object: Plain, path: string, absent = ""): string => (at(object, path) ?? absent) as string;
const list = (object: Plain, path: string): unknown[] => (at(object, path) ?? []) as unknown[];
const same = (one: unknown, two: unknown): boolean => JSON.stringify(one) === JSON.stringify(two);
const gained = (before: Plain, after: Plain, path: string): unknown[] =>
  list(after, path).filter((item) => !list(before, path).some((known) => same(known, item)));
const differs = (before: Plain, after: Plain, path: string, absent = ""): boolean =>
  text(after, path, absent) !== text(before, path, absent);

const seen = { status: { conditions: [{ type: "Ready", status: "False" }] } };
const starts = ["backupRef", "volumeSnapshotRef", "pointInTimeRecoveryRef", "s3", "azureBlob", "volume"];

/** Lines of an option file with which a server starts on other files, without passwords, or loses what is written. */
const harmful = [
  "datadir=/tmp/empty",
  "--datad=/elsewhere",
  "loose-datadir = /tmp",
  "loose_skip-grant-tables",
  "innodb_data_home_dir=/tmp",
  "innodb-data-file-path=ibdata2",
  "innodb_undo_directory=/tmp",
  "innodb-log-group-home-dir=/tmp",
  "innodb-force-recovery=6",
  "SKIP_GRANT_TABLES",
  "skip-innodb",
  "skip_log_bin",
  "disable-log-bin",
  "init_file=/tmp/x",
  "default-storage-engine = BLACKHOLE",
  "enforce_storage_engine=memory",
  "  !includedir /tmp",
];
const usual = ["datadir=/var/lib/mysql", "--datadir = /var/lib/mysql/", "datadir=/var/lib/mysql/x"];
/** Options by the beginnings that are enough for MariaDB. */
const beginnings = [
  "datad",
  "innodb-data-home",
  "innodb-data-file-path",
  "innodb-undo-dir",
  "innodb-log-group",
  "innodb-force-recovery",
  "skip-grant",
  "skip-innodb",
  "skip-log-bin",
  "disable-log-bin",
  "init-file",
];
function isHarmful(line: unknown): boolean {
  const words = (line as string).trim().toLowerCase();
  const [option = "", value = ""] = words.split("=").map((part) => part.trim());
  const name = option
    .replace(/^--/, "")
    .replaceAll("_", "-")
    .replace(/^loose-/, "");
  if (/^(default|enforce)-storage-engine$/.test(name)) {
    return ["blackhole", "memory"].includes(value);
  }
  const usualPlace = ["datadir", "--datadir"].includes(option) && /^\/var\/lib\/mysql\/?$/.test(value);
  return words.startsWith("!include") || (!usualPlace && beginnings.some((one) => name.startsWith(one)));
}
const mounts = ["/var/lib/mysql", "/var/lib/mysql/x", "/var/lib/mysqlx", "/etc/extra"];

const images = [
  "mariadb:11.8.9",
  "mariadb:11.8.8",
  "mariadb:11.8.10",
  "mariadb:11.8",
  "mariadb:11.7.10",
  "mariadb:11.9.1",
  "mariadb:10.9.9",
  "mariadb:12.0.1",
  "mariadb:lts",
  "registry:5000/mariadb:11.8.9-noble",
  `mariadb:11.8.9@sha256:${"0".repeat(64)}`,
  `mariadb@sha256:${"0".repeat(64)}`,
];

/** Major, minor and patch of an image's tag. */
function versionOf(image: string): number[] | undefined {
  const tag = /:([^:/]*)$/.exec(image.split("@")[0] ?? "")?.[1];
  const found = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(tag ?? "");
  return found === null
    ? undefined
    : (found as (string | undefined)[])
        .slice(1)
        .filter((part) => part !== undefined)
        .map(Number);
}

function olderImage(before: Plain, after: Plain): boolean {
  const [was, is] = [versionOf(text(before, "spec.image")), versionOf(text(after, "spec.image"))];
  if (!differs(before, after, "spec.image") || was === undefined) {
    return false;
  }
  const place =
    is === undefined ? 0 : was.findIndex((part, index) => is[index] !== undefined && part !== is[index]);
  return is === undefined || (place >= 0 && (is[place] ?? 0) < (was[place] ?? 0));
}

const container = (values: object): object => ({
  name: "prepare",
  image: "busybox",
  command: ["true"],
  ...values,
});

/** Servers. */
const serverClaims: readonly Claim[] = [
  {
    check: "keepsSource",
    kinds: ["MariaDB"],
    states: [
      {},
      { spec: { bootstrapFrom: { backupRef: { name: "a" } } } },
      seen,
      combined(seen, { spec: { bootstrapFrom: {} } }),
      ...starts.map((key) => combined(seen, { spec: { bootstrapFrom: { [key]: { name: "a" } } } })),
      combined(seen, { spec: { bootstrapFrom: { backupRef: { name: "b" } } } }),
      ...["targetRecoveryTime", "backupContentType"].flatMap((key) =>
        ["x", "y"].map((value) =>
          combined(seen, { spec: { bootstrapFrom: { backupRef: { name: "a" }, [key]: value } } }),
        ),
      ),
      ...starts.map((key) =>
        combined(seen, { spec: { bootstrapFrom: { backupRef: { name: "a" }, [key]: { name: "a" } } } }),
      ),
      combined(seen, { spec: { bootstrapFrom: { backupRef: { name: "a" }, volume: { name: "b" } } } }),
      { spec: { bootstrapFrom: { volume: { name: "a" }, backupRef: { name: "a" } } } },
      // Somebody worked on it, though its status is lost.
      ...[{}, { bootstrapFrom: { backupRef: { name: "a" } } }].flatMap((spec) => [
        { spec: { ...spec, rootEmptyPassword: false } },
        { metadata: { generation: 2 }, spec, status: {} },
        { spec, status: { currentPrimary: "guarded-0" } },
      ]),
      combined(seen, { spec: { bootstrapFrom: { targetRecoveryTime: "x" } } }),
    ],
    weakens: (before, after) => {
      const source = (side: Plain, key: string): unknown => at(side, `spec.bootstrapFrom.${key}`);
      const seen =
        Object.keys(at(before, "status") ?? {}).length > 0 ||
        at(before, "spec.rootEmptyPassword") !== undefined ||
        ((at(before, "metadata.generation") ?? 1) as number) > 1;
      if (!seen || at(after, "spec.bootstrapFrom") === undefined) {
        return false;
      }
      return (
        !starts.some((key) => source(before, key) !== undefined) ||
        [...starts, "targetRecoveryTime", "backupContentType"].some(
          (key) => source(before, key) !== undefined && !same(source(before, key), source(after, key)),
        )
      );
    },
  },
  {
    check: "keepsDirectory",
    kinds: ["MariaDB"],
    states: [
      {},
      set("spec.myCnf", null),
      ...[...harmful, ...usual].map((line) => set("spec.myCnf", `${myCnf}${line}\n`)),
      set("spec.myCnf", `${myCnf}${harmful[0] ?? ""}\nmax_connections=800\n`),
      ...[["--max-connections=1"], [harmful[0]], ["--datadir=/var/lib/mysql"], [harmful[0], harmful[9]]].map(
        (args) => set("spec.args", args),
      ),
      ...[...mounts.map((mountPath) => [mountPath]), mounts].map((paths) =>
        set(
          "spec.volumeMounts",
          paths.map((mountPath) => ({ name: "x", mountPath })),
        ),
      ),
      ...[["mariadbd"], ["sleep"]].map((command) => set("spec.command", command)),
    ],
    weakens: (before, after) => {
      const lines = (side: Plain): string[] => text(side, "spec.myCnf").split("\n");
      const paths = gained(before, after, "spec.volumeMounts").map(
        (mount) => (mount as { mountPath?: string }).mountPath ?? "",
      );
      return (
        lines(after).some((line) => isHarmful(line) && !lines(before).includes(line)) ||
        gained(before, after, "spec.args").some(isHarmful) ||
        paths.some((path) => path === "/var/lib/mysql" || path.startsWith("/var/lib/mysql/")) ||
        (at(after, "spec.command") !== undefined &&
          !same(at(before, "spec.command"), at(after, "spec.command")))
      );
    },
  },
  {
    check: "keepsInitContainers",
    kinds: ["MariaDB"],
    states: [
      [],
      [container({})],
      [container({ image: "busybox:2" })],
      [container({ name: "other" })],
      [container({ command: ["rm"] })],
      [container({ args: ["x"] })],
      [container({ volumeMounts: [{ name: "storage", mountPath: "/x" }] })],
      [container({}), container({ name: "other" })],
    ].map((initContainers) => set("spec.initContainers", initContainers)),
    weakens: (before, after) => {
      const parts = (one: unknown): unknown[] =>
        ["name", "command", "args", "volumeMounts"].map((key) => (one as Record<string, unknown>)[key]);
      return list(after, "spec.initContainers").some(
        (one) => !list(before, "spec.initContainers").some((known) => same(parts(known), parts(one))),
      );
    },
  },
  {
    check: "keepsBootstrapPod",
    kinds: ["MariaDB"],
    states: ["guarded-0", "guarded-1", null].map((pod) =>
      set("spec.galera.recovery.forceClusterBootstrapInPod", pod),
    ),
    weakens: (before, after) => {
      const [was, is] = [before, after].map((side) =>
        at(side, "spec.galera.recovery.forceClusterBootstrapInPod"),
      );
      return is !== undefined && is !== was;
    },
  },
  {
    check: "keepsImage",
    kinds: ["MariaDB"],
    states: [...images, null].map((image) => set("spec.image", image)),
    weakens: olderImage,
  },
  {
    check: "keepsRootPassword",
    kinds: ["MariaDB"],
    states: [
      {},
      ...["name", "key"].flatMap((key) =>
        ["other", null].map((value) => set(`spec.rootPasswordSecretKeyRef.${key}`, value)),
      ),
      set("spec.rootPasswordSecretKeyRef", null),
    ],
    weakens: (before, after) =>
      ["name", "key"].some((key) => changed(before, after, `spec.rootPasswordSecretKeyRef.${key}`)),
  },
  {
    check: "keepsStorageClass",
    kinds: ["MariaDB"],
    states: ["storageClassName", "volumeClaimTemplate.storageClassName"].flatMap((key) =>
      ["standard", "fast", null].map((value) => set(`spec.storage.${key}`, value)),
    ),
    weakens: (before, after) =>
      ["storageClassName", "volumeClaimTemplate.storageClassName"].some((key) =>
        changed(before, after, `spec.storage.${key}`),
      ),
  },
  {
    check: "keepsArchive",
    kinds: ["MariaDB"],
    states: [{}, set("spec.pointInTimeRecoveryRef.name", "other"), set("spec.pointInTimeRecoveryRef", null)],
    weakens: (before, after) => changed(before, after, "spec.pointInTimeRecoveryRef.name"),
  },
  {
    check: "keepsDone",
    kinds: ["MariaDB"],
    status: true,
    states: [
      [],
      ...["Initialized", "BackupRestored", "BinlogsReplayed", "Ready"].flatMap((type) =>
        ["True", "False"].map((status) => [{ type, status }]),
      ),
      [
        { type: "Initialized", status: "True" },
        { type: "BackupRestored", status: "True" },
      ],
    ].map((conditions) => ({ status: { conditions } })),
    weakens: (before, after) => {
      const done = (side: Plain): string[] =>
        (list(side, "status.conditions") as { type: string; status: string }[])
          .filter(({ type, status }) => status === "True" && type !== "Ready")
          .map(({ type }) => type);
      return done(before).some((type) => !done(after).includes(type));
    },
  },
];

const referring = ["Database", "User", "Grant", "Backup", "PhysicalBackup", "PointInTimeRecovery"] as const;
const sqlNames = { name: "", database: "*", table: "*", host: "%" };

/** What belongs to a server. */
const referenceClaims: readonly Claim[] = [
  {
    check: "keepsServer",
    kinds: referring,
    states: [
      {},
      ...["other", null].map((value) => set("spec.mariaDbRef.name", value)),
      ...["guard-named", "elsewhere"].map((value) => set("spec.mariaDbRef.namespace", value)),
      ...["MariaDB", "ExternalMariaDB"].map((value) => set("spec.mariaDbRef.kind", value)),
    ],
    weakens: (before, after) =>
      changed(before, after, "spec.mariaDbRef.name") ||
      differs(before, after, "spec.mariaDbRef.namespace", before.metadata.namespace) ||
      differs(before, after, "spec.mariaDbRef.kind", "MariaDB"),
  },
  {
    check: "keepsName",
    kinds: ["Database", "User", "Grant"],
    states: [
      {},
      ...["app", "other", null].map((value) => set("spec.username", value)),
      ...Object.entries(sqlNames).flatMap(([key, absent]) =>
        ["other", ...(absent === "" ? [] : [absent])].map((value) => set(`spec.${key}`, value)),
      ),
    ],
    weakens: (before, after) =>
      changed(before, after, "spec.username") ||
      Object.entries(sqlNames).some(([key, absent]) =>
        differs(before, after, `spec.${key}`, absent === "" ? before.metadata.name : absent),
      ),
  },
];

/** Schedules by how far they reach: whether they run at all and in every month, in some months, or not surely. */
const schedules = {
  monthly: [
    "0 2 * * *",
    "*/15 1-5 * * *",
    "0 2 31 * *",
    "0 3 * * *",
    "0 2 1,15 * *",
    "0 2 */2 * *",
    "5 4 * * MON-fri",
    "0 2 30 * sun",
    "0 2 1,31 1-12 *",
    "0 2 28 * *",
    "@daily",
    "@weekly",
    "@every 6h",
    "@every 744h",
    "\t0  2 ? * 1-5 ",
  ],
  yearly: ["0 2 1 1 *", "0 2 28 2 *", "0 2 1 1,2 *", "0 2 30 2 sun"],
  never: [
    "0 2 30,31 FEB *",
    "0 2 31 4,6 *",
    "@every 8760h",
    "0 2 31 2 *",
    "0 2 29 2 *",
    "0 2 30,31 4 */1",
    "@yearly",
    "@every 745h",
    "5-1 2 * * *",
    "never",
    "0 2 * *",
  ],
};

const options = ["--verbose", "--parallel=4", "--no-data", "--no-d", "--verbose; true"];
const places = ["s3.bucket", "s3.prefix", "s3.endpoint"];
const azure = ["containerName", "prefix", "serviceURL", "storageAccountName"].map(
  (key) => `azureBlob.${key}`,
);
const kindsOfPlace = ["s3", "azureBlob", "persistentVolumeClaim", "volume", "volumeSnapshot"];
const storage = (value: object): object => ({ spec: { storage: value } });
const none = Object.fromEntries(kindsOfPlace.map((kind) => [kind, null]));

/** Backups and the archive. */
const backupClaims: readonly Claim[] = [
  {
    check: "keepsRunning",
    kinds: ["Backup", "PhysicalBackup"],
    states: [
      ...[...schedules.monthly, ...schedules.yearly, ...schedules.never, ""].map((cron) =>
        set("spec.schedule.cron", cron),
      ),
    ],
    weakens: (before, after) => {
      const [was, is] = [before, after].map((side) => text(side, "spec.schedule.cron"));
      return (
        was !== "" &&
        was !== is &&
        // A schedule that goes as a whole is what keepsSchedule refuses.
        (at(after, "spec.schedule") ?? null) !== null &&
        !schedules.monthly.includes(is ?? "") &&
        // Those of some months may become those of others.
        !(schedules.yearly.includes(is ?? "") && ofSomeMonths.includes(was ?? ""))
      );
    },
  },
  {
    check: "keepsWhole",
    kinds: ["Backup", "PhysicalBackup", "PointInTimeRecovery"],
    states: [
      {},
      ...options.map((option) => set("spec.args", [option])),
      set("spec.args", ["--verbose", "--no-data"]),
      ...[["a"], ["b"], ["a", "b"]].map((names) => set("spec.databases", names)),
      ...[true, false].map((value) => set("spec.ignoreGlobalPriv", value)),
    ],
    weakens: (before, after) => {
      const [was, is] = [list(before, "spec.databases"), list(after, "spec.databases")];
      return (
        gained(before, after, "spec.args").some(
          (option) =>
            ![...options.slice(0, 2), "--single-transaction", "--max-allowed-packet=64M"].includes(
              option as string,
            ),
        ) ||
        (is.length > 0 && (was.length === 0 || was.some((name) => !is.includes(name)))) ||
        (at(before, "spec.ignoreGlobalPriv") === false && at(after, "spec.ignoreGlobalPriv") === true)
      );
    },
  },
  {
    check: "keepsPlace",
    kinds: ["Backup", "PhysicalBackup", "PointInTimeRecovery"],
    states: [
      {},
      storage(none),
      storage({ ...none, s3: bucket }),
      storage({ ...none, s3: { ...bucket, region: "other" } }),
      ...["bucket", "prefix", "endpoint"].flatMap((key) =>
        ["other", undefined].map((value) => storage({ ...none, s3: { ...bucket, [key]: value } })),
      ),
      storage({ ...none, azureBlob: {} }),
      ...["containerName", "prefix", "serviceURL", "storageAccountName"].map((key) =>
        storage({ ...none, azureBlob: { [key]: "x" } }),
      ),
      ...["/a", "/b"].map((path) => storage({ ...none, volume: { hostPath: { path } } })),
      ...["10Gi", "9000Mi", "20Gi"].map((size) =>
        storage({ ...none, persistentVolumeClaim: { resources: { requests: { storage: size } } } }),
      ),
      ...["a", "b"].map((storageClassName) =>
        storage({ ...none, persistentVolumeClaim: { storageClassName } }),
      ),
      ...["a", "b", null].map((volumeSnapshotClassName) =>
        storage({ ...none, volumeSnapshot: { volumeSnapshotClassName } }),
      ),
    ],
    weakens: (before, after) => {
      const path = "spec.storage.persistentVolumeClaim.resources.requests.storage";
      const gibi = (side: Plain): number =>
        ({ "9000Mi": 9, "10Gi": 10, "20Gi": 20 })[text(side, path)] ?? Number.NaN;
      return (
        kindsOfPlace.some(
          (kind) =>
            at(before, `spec.storage.${kind}`) !== undefined &&
            at(after, `spec.storage.${kind}`) === undefined,
        ) ||
        [...places, ...azure].some((key) => differs(before, after, `spec.storage.${key}`)) ||
        !same(at(before, "spec.storage.volume"), at(after, "spec.storage.volume")) ||
        ["persistentVolumeClaim.storageClassName", "volumeSnapshot.volumeSnapshotClassName"].some((key) =>
          changed(before, after, `spec.storage.${key}`),
        ) ||
        gibi(after) < gibi(before)
      );
    },
  },
  {
    check: "staysOffServers",
    kinds: ["Backup", "PhysicalBackup", "PointInTimeRecovery"],
    states: ["storage-mariadb-0", "galera-mariadb-12", "backups", "storage-mariadb", null].map((claim) =>
      set("spec.stagingStorage.volume.persistentVolumeClaim.claimName", claim),
    ),
    weakens: (before, after) => {
      const path = "spec.stagingStorage.volume.persistentVolumeClaim.claimName";
      return differs(before, after, path) && /^(storage|galera)-.+-\d+$/.test(text(after, path));
    },
  },
  {
    check: "keepsTarget",
    kinds: ["PhysicalBackup", "PointInTimeRecovery", "Backup"],
    states: [
      {},
      ...["PreferReplica", "Replica", null].map((target) => set("spec.target", target)),
      ...["a", "b", null].map((name) => set("spec.physicalBackupRef.name", name)),
    ],
    weakens: (before, after) =>
      (at(before, "spec.target") === "PreferReplica" && at(after, "spec.target") !== "PreferReplica") ||
      changed(before, after, "spec.physicalBackupRef.name"),
  },
];

/** Schedules whose months are some already, by the words of the policy: five fields, of which the months name some. */
const ofSomeMonths = [
  ...schedules.yearly,
  "0 2 31 2 *",
  "0 2 29 2 *",
  "0 2 30,31 4 */1",
  "0 2 30,31 FEB *",
  "0 2 31 4,6 *",
];

export const serverAndBackupClaims: readonly Claim[] = [...serverClaims, ...referenceClaims, ...backupClaims];
