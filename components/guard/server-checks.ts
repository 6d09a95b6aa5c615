/**
 * What an update of a MariaDB must keep: everything by which a server finds its data, and nothing with which the operator
 * or the server would put something else in its place.
 *
 * The operator's webhook refuses some of it too, but not where the operator serves one namespace only: its chart then
 * installs no webhook.
 */
import { all, field, gainsOnly, notChanged, notLess, notSwitchedOn, optional, text, type Side } from "./cel";
import type { Check } from "./guarded";

const retention = "spec.storage.pvcRetentionPolicy";

/** Where a backup can come from. The operator fills in the others, and only while one of them is there. */
const sources = ["backupRef", "volumeSnapshotRef", "pointInTimeRecoveryRef", "s3", "azureBlob", "volume"];
const source = (side: Side, key: string): string => optional(side, `spec.bootstrapFrom.${key}`);

/**
 * An operator that has looked at the object once filled in what the spec leaves out, `rootEmptyPassword` for one, and then
 * wrote a status; its server may have started since. Whether it runs at the moment does not matter: a server that is down
 * has data as well. A status can be lost, in a backup of the cluster for example, so an object of which any part says
 * that somebody worked on it counts as seen.
 * https://github.com/mariadb-operator/mariadb-operator/blob/main/internal/controller/mariadb_controller.go
 */
const neverSeen = all(
  `${field("oldObject", "status", "{}")} == {}`,
  `!${optional("oldObject", "spec.rootEmptyPassword")}.hasValue()`,
  `${field("oldObject", "metadata.generation", "1")} == 1`,
);

const keepsSource = [
  neverSeen,
  `!${optional("object", "spec.bootstrapFrom")}.hasValue()`,
  all(
    sources.map((key) => `${source("oldObject", key)}.hasValue()`).join(" || "),
    ...[...sources, "targetRecoveryTime", "backupContentType"].map(
      (key) =>
        `!${source("oldObject", key)}.hasValue() || ${source("object", key)} == ${source("oldObject", key)}`,
    ),
  ),
]
  .map((one) => `(${one})`)
  .join(" || ");

/** Options of the server with which it starts on other files, without its rights, or drops what is written. */
const harmfulOptions = [
  "datad",
  "innodb[-_]data[-_](home|file[-_]path)",
  "innodb[-_](undo[-_]dir|log[-_]group|force[-_]recovery)",
  "skip[-_](grant|innodb|log[-_]bin)",
  "disable[-_]log[-_]bin",
  "init[-_]file",
  "(default|enforce)[-_]storage[-_]engine\\s*=\\s*(blackhole|memory)",
];

/** MariaDB reads `-` and `_` alike, takes the beginning of a name for the name, and `loose_` before any of them. */
const harmful = `(?i)^\\s*(!include|(--)?(loose[-_])?(${harmfulOptions.join("|")}))`;
/** The place where the image has them anyway. */
const usual = "(?i)^\\s*(--)?datadir\\s*=\\s*/var/lib/mysql/?\\s*$";
const harmless = (line: string): string =>
  `!${line}.matches(${text(harmful)}) || ${line}.matches(${text(usual)})`;

const config = (side: Side): string => field(side, "spec.myCnf", '""');
const keepsConfig =
  `${config("object")} == ${config("oldObject")} || ${config("object")}.split("\\n").all(line, ` +
  `${harmless("line")} || line in ${config("oldObject")}.split("\\n"))`;

const initContainers = (side: Side): string => field(side, "spec.initContainers", "[]");
const keepsInitContainers =
  `${initContainers("object")}.all(container, ${initContainers("oldObject")}.exists(known, ` +
  ["name", "command", "args", "volumeMounts"]
    .map((key) => `known.?${key}.orValue("") == container.?${key}.orValue("")`)
    .join(" && ") +
  "))";

const bootstrapPod = "spec.galera.recovery.forceClusterBootstrapInPod";

/** The version in an image's tag, as numbers; empty where there is none, as in `mariadb:lts` or a bare digest. */
function version(side: Side): string {
  const tag = `${field(side, "spec.image", '""')}.split("@")[0].find(":[^:/]*$")`;
  return `${tag}.find("^:[0-9]{1,4}[.][0-9]{1,4}([.][0-9]{1,4})?").replace(":", "").split(".").filter(part, part != "").map(part, int(part))`;
}

/** Major and minor are always there; a patch that is left out is compared with nothing. */
const notOlder =
  "variables.versionAfter[0] > variables.versionBefore[0] || (variables.versionAfter[0] == variables.versionBefore[0] && " +
  "(variables.versionAfter[1] > variables.versionBefore[1] || (variables.versionAfter[1] == variables.versionBefore[1] && " +
  "(size(variables.versionAfter) < 3 || size(variables.versionBefore) < 3 || variables.versionAfter[2] >= variables.versionBefore[2]))))";

export const serverChecks: readonly Check[] = [
  {
    name: "keepsVolumes",
    kept: all(...["whenDeleted", "whenScaled"].map((when) => notBecomeDelete(`${retention}.${when}`))),
    loss: "sets the retention of the volumes to Delete",
  },
  {
    name: "keepsSize",
    kept: all(
      ...["size", "volumeClaimTemplate.resources.requests.storage"].map((path) =>
        notLess(`spec.storage.${path}`),
      ),
    ),
    loss: "makes the storage smaller",
  },
  {
    name: "staysPersistent",
    kept: notSwitchedOn("spec.storage.ephemeral"),
    loss: "makes the storage ephemeral",
  },
  {
    name: "keepsStorageClass",
    kept: all(
      ...["storageClassName", "volumeClaimTemplate.storageClassName"].map((key) =>
        notChanged(`spec.storage.${key}`),
      ),
    ),
    loss: "changes the class of the storage, which the volumes that are there do not follow",
  },
  {
    name: "keepsSource",
    kept: keepsSource,
    loss: "sets or changes bootstrapFrom, and the operator would write an old backup over the server that is there",
  },
  {
    name: "keepsDirectory",
    kept: all(
      keepsConfig,
      gainsOnly("spec.args", "[]", harmless),
      gainsOnly(
        "spec.volumeMounts",
        "[]",
        (mount) => `!${mount}.?mountPath.orValue("").matches("^/var/lib/mysql(/|$)")`,
      ),
      `${optional("object", "spec.command")} == ${optional("oldObject", "spec.command")} || !${optional("object", "spec.command")}.hasValue()`,
    ),
    loss:
      "makes the server start on other files, without passwords, or drop what is written " +
      "(datadir, innodb_force_recovery, skip-grant-tables and the like in myCnf or args, a volume over /var/lib/mysql, a command)",
  },
  {
    name: "keepsInitContainers",
    kept: keepsInitContainers,
    loss: "adds or changes an init container, which runs before the server and can write to its volume",
  },
  {
    name: "keepsBootstrapPod",
    kept:
      `!${optional("object", bootstrapPod)}.hasValue() || ` +
      `${optional("object", bootstrapPod)} == ${optional("oldObject", bootstrapPod)}`,
    loss: "sets forceClusterBootstrapInPod, and the cluster starts again from the data of that pod alone",
  },
  {
    name: "keepsImage",
    variables: { versionBefore: version("oldObject"), versionAfter: version("object") },
    kept: `variables.versionBefore == [] || (variables.versionAfter != [] && (${notOlder}))`,
    loss:
      "takes an older version of MariaDB, or an image whose tag names no version such as 11.8.9: " +
      "an older server refuses or corrupts the files of a newer one",
  },
  {
    name: "keepsRootPassword",
    kept: all(...["name", "key"].map((key) => notChanged(`spec.rootPasswordSecretKeyRef.${key}`))),
    loss: "names another Secret for the password of root than the one that the data was made with",
  },
  {
    name: "keepsArchive",
    kept: notChanged("spec.pointInTimeRecoveryRef.name"),
    loss: "ends the archive of the binary logs (pointInTimeRecoveryRef)",
  },
];

function notBecomeDelete(path: string): string {
  const value = (side: Side): string => field(side, path, '""');
  return `${value("object")} != "Delete" || ${value("oldObject")} == "Delete"`;
}
