import { UNKNOWN, type Value } from "../../../safety";
import { binaryLogsBounded } from "../../../safety/rules/binary-logs-bounded";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const good = "[mariadb]\nmax_binlog_size=128M\nbinlog_expire_logs_seconds = 259200 # three days\n";
const server = (spec: Record<string, Value>) => edit(mariadb(), ["spec"], spec);
const replicated = (myCnf: Value) => server({ replication: { enabled: true }, myCnf });
const archived = (myCnf: Value) =>
  server({ replication: { enabled: true }, pointInTimeRecoveryRef: { name: "mariadb" }, myCnf });
const finds = ["spec.myCnf"];

describe("binary-logs-bounded", () => {
  table(binaryLogsBounded, [
    { name: "a server without replication", object: mariadb(), finds: [] },
    { name: "logs that expire", object: replicated(good), finds: [] },
    { name: "logs that expire after days", object: replicated("expire_logs_days=3"), finds: [] },
    { name: "logs that never expire", object: replicated("binlog_expire_logs_seconds=0"), finds },
    { name: "a variable of another name", object: replicated("x_binlog_expire_logs_seconds=9"), finds },
    { name: "a later line that undoes it", object: replicated(`${good}binlog-expire-logs-seconds=0`), finds },
    { name: "a line that is a comment", object: replicated("#binlog_expire_logs_seconds=9"), finds },
    { name: "no configuration", object: replicated(null), finds },
    {
      name: "a configuration elsewhere",
      object: edit(replicated(null), ["spec", "myCnfConfigMapKeyRef"], { name: "a" }),
      finds: [],
    },
    { name: "large logs without an archive", object: replicated("binlog_expire_logs_seconds=9"), finds: [] },
    { name: "small logs in an archive", object: archived(good), finds: [] },
    {
      name: "large logs in an archive",
      object: archived("binlog_expire_logs_seconds=9\nmax_binlog_size=1G"),
      finds,
    },
    { name: "logs of the usual size in an archive", object: archived("binlog_expire_logs_seconds=9"), finds },
    {
      name: "logs of 256M in an archive",
      object: archived("binlog_expire_logs_seconds=9\nmax_binlog_size=256m"),
      finds: [],
    },
    {
      name: "a size that cannot be read",
      object: archived("binlog_expire_logs_seconds=9\nmax_binlog_size=big"),
      finds,
    },
    {
      name: "an archive without replication",
      object: server({ galera: { enabled: true }, pointInTimeRecoveryRef: { name: "a" }, myCnf: good }),
      finds: ["spec.replication.enabled"],
    },
    { name: "a configuration that is not known yet", object: replicated(UNKNOWN), finds, undecided: true },
    {
      name: "an archive that is not known yet",
      object: server({ replication: { enabled: true }, pointInTimeRecoveryRef: UNKNOWN, myCnf: good }),
      finds: ["spec.pointInTimeRecoveryRef"],
      undecided: true,
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
