/** What an update of a backup must keep: that it runs, takes everything, and puts it where the earlier ones are. */
import { cronPattern } from "../../safety/cron";
import {
  all,
  field,
  gainsOnly,
  notChanged,
  notLess,
  notShorter,
  notSwitchedOn,
  optional,
  same,
  stays,
  text,
  type Side,
} from "./cel";
import type { Check } from "./guarded";

/** What the operator takes when a backup says nothing. */
const defaultRetention = "720h";

const cron = (side: Side): string => field(side, "spec.schedule.cron", '""');
const part = (index: number): string => `variables.cronParts[${index}]`;

/** A field of a schedule that leaves out no value. */
const open = "^([*?](/1)?|1-12)$";

/**
 * A schedule runs in every month that it names when it names a weekday too, because one of the two is enough then, or a
 * day that every month has. With later days it still does when it names no month.
 */
const runs = [
  `!${part(4)}.split(",").exists(item, item.matches(${text(open)}))`,
  `${part(2)}.split(",").exists(item, item.matches("^[*?]") || int(item.find("^[0-9]+")) <= 28)`,
  `${part(3)}.matches(${text(open)})`,
].join(" || ");

const monthsBefore = `${cron("oldObject")}.trim().split(" ").filter(part, part != "")`;
/** Backups of every month must not become those of some months; a shorthand other than that of a year is of every month. */
const everyMonth = `${part(3)}.matches(${text(open)}) || (size(variables.cronPartsBefore) == 5 && !variables.cronPartsBefore[3].matches(${text(open)}))`;

/** The longest time between two runs that `@every` may name: a month. */
const month = "744h";
const every = `variables.cronAfter.matches("^@every +([0-9]+(h|m|s))+$") && duration(variables.cronAfter.substring(7).trim()) <= duration("${month}")`;
const ascending =
  'variables.cronAfter.findAll("[0-9]+-[0-9]+").all(range, int(range.split("-")[0]) <= int(range.split("-")[1]))';

/** Options of mariadb-dump and mariadb-backup that leave out nothing. Any other may. */
const wholeOptions = [
  "single-transaction",
  "quick",
  "events",
  "routines",
  "triggers",
  "all-databases",
  "all-tablespaces",
  "hex-blob",
  "verbose",
  "(skip-)?comments",
  "(skip-)?dump-date",
  "(skip-)?tz-utc",
  "(skip-)?extended-insert",
  "complete-insert",
  "add-drop-(database|table|trigger)",
  "(skip-)?add-locks",
  "(skip-)?lock-tables",
  "lock-all-tables",
  "quote-names",
  "create-options",
  "disable-keys",
  "no-autocommit",
  "order-by-primary",
  "flush-(logs|privileges)",
  "(gtid|master-data|dump-slave|apply-slave-statements)",
  "net-buffer-length",
  "max-allowed-packet",
  "default-character-set",
  "system",
  "ssl[a-z-]*",
  "parallel",
  "throttle",
  "use-memory",
  "open-files-limit",
  "slave-info",
  "galera-info",
  "safe-slave-backup(-timeout)?",
  "ftwrl-wait-(timeout|threshold|query-type)",
  "kill-long-(queries-timeout|query-type)",
];
const whole = `^\\s*--(${wholeOptions.join("|")})(=[A-Za-z0-9_./:%-]*)?\\s*$`;

const names = (side: Side): string => field(side, "spec.databases", "[]");

/** Where a backup is kept. Credentials, region and TLS may change: they open the same place. */
const places = [
  ...["bucket", "prefix", "endpoint"].map((key) => `s3.${key}`),
  ...["containerName", "prefix", "serviceURL", "storageAccountName"].map((key) => `azureBlob.${key}`),
];
const kindsOfPlace = ["s3", "azureBlob", "persistentVolumeClaim", "volume", "volumeSnapshot"];
const storage = (side: Side, key: string): string => optional(side, `spec.storage.${key}`);

const claimName =
  (place: string) =>
  (side: Side): string =>
    field(side, `spec.${place}.volume.persistentVolumeClaim.claimName`, '""');
const staging = claimName("stagingStorage");

/** CEL that is true for the name of a claim that a server has its data in. */
export const isOfServer = (claim: string): string => `${claim}.matches("^(storage|galera)-.+-[0-9]+$")`;

/** CEL of the claims that a backup writes to. */
export const writtenClaims = ["storage", "stagingStorage"].map((place) => claimName(place)("object"));

export const backupChecks: readonly Check[] = [
  {
    name: "keepsSchedule",
    kept:
      `(!${optional("oldObject", "spec.schedule")}.hasValue() || ${optional("object", "spec.schedule")}.hasValue()) && ` +
      `(${notSwitchedOn("spec.schedule.suspend")})`,
    loss: "removes or suspends the schedule of the backups",
  },
  {
    name: "keepsRunning",
    variables: {
      cronAfter: `${cron("object")}.replace("\\t", " ").trim()`,
      cronParts: 'variables.cronAfter.split(" ").filter(part, part != "")',
      cronPartsBefore: monthsBefore,
    },
    kept: [
      `${cron("oldObject")} == ""`,
      // keepsSchedule says that.
      `!${optional("object", "spec.schedule")}.hasValue()`,
      `${cron("object")} == ${cron("oldObject")}`,
      'variables.cronAfter.matches("^@(hourly|daily|midnight|weekly|monthly)$")',
      every,
      all(`variables.cronAfter.matches(${text(cronPattern)})`, ascending, runs, everyMonth),
    ]
      .map((one) => `(${one})`)
      .join(" || "),
    loss: "gives the backups a schedule that never runs, cannot be read, or no longer runs in every month",
  },
  {
    name: "keepsRetention",
    kept: notShorter("spec.maxRetention", defaultRetention),
    loss: "keeps backups for a shorter time, or for one that is no duration such as 720h",
  },
  {
    name: "keepsWhole",
    kept: all(
      gainsOnly("spec.args", "[]", (item) => `${item}.matches(${text(whole)})`),
      `${names("object")} == [] || (${names("oldObject")} != [] && ${names("oldObject")}.all(name, name in ${names("object")}))`,
      `${field("oldObject", "spec.ignoreGlobalPriv", "true")} || !${field("object", "spec.ignoreGlobalPriv", "false")}`,
    ),
    loss: "makes the backups leave something out (args, databases or ignoreGlobalPriv), while the whole ones grow old",
  },
  {
    name: "keepsPlace",
    kept: all(
      ...kindsOfPlace.map(
        (kind) => `!${storage("oldObject", kind)}.hasValue() || ${storage("object", kind)}.hasValue()`,
      ),
      ...places.map((path) => same(`spec.storage.${path}`, '""')),
      `${storage("object", "volume")} == ${storage("oldObject", "volume")}`,
      ...["persistentVolumeClaim.storageClassName", "volumeSnapshot.volumeSnapshotClassName"].map((path) =>
        notChanged(`spec.storage.${path}`),
      ),
      notLess("spec.storage.persistentVolumeClaim.resources.requests.storage"),
    ),
    loss: "puts the backups somewhere else (storage), where nobody looks for them",
  },
  {
    name: "staysOffServers",
    kept: `${staging("object")} == ${staging("oldObject")} || !${isOfServer(staging("object"))}`,
    loss: "has the backup write into the volume of a server (stagingStorage)",
  },
  {
    name: "keepsTarget",
    kept: all(stays("spec.target", "PreferReplica"), notChanged("spec.physicalBackupRef.name")),
    loss: "takes no backup any more while there is no replica (target), or archives the binary logs of another backup (physicalBackupRef)",
  },
];
