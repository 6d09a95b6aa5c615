import { UNKNOWN, type Value } from "../../../safety";
import { crashSafeSettings } from "../../../safety/rules/crash-safe-settings";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const file = (lines: Value) => edit(mariadb(), ["spec", "myCnf"], lines);
const container = ["spec", "template", "spec", "containers", 0];
const server = (field: string, words: Value, image = "mariadb:11.8") =>
  edit(
    edit(named("apps/v1", "StatefulSet", "db"), [...container, "image"], image),
    [...container, field],
    words,
  );
const dangerous = [
  "innodb_flush_log_at_trx_commit=0",
  "sync_binlog = 0",
  "innodb-doublewrite=OFF",
  "skip-innodb-doublewrite",
  "innodb_flush_method=nosync",
  "innodb_force_recovery=1",
  "skip-grant-tables",
  "loose-skip_grant_tables=1",
  'wsrep_provider_options="gcache.size=1G; pc.ignore_quorum=true"',
  "wsrep_provider_options=pc.ignore_sb=yes",
];
const safe = [
  "innodb_flush_log_at_trx_commit=1",
  // Loses data only when the whole node crashes; many run Galera so.
  "innodb_flush_log_at_trx_commit=2",
  "sync_binlog=1",
  "innodb_doublewrite=1",
  "innodb_force_recovery=0",
  "skip_grant_tables=0",
  "wsrep_provider_options=pc.ignore_quorum=false",
  "# skip-grant-tables",
  "max_connections=500 # sync_binlog=0",
];

describe("crash-safe-settings", () => {
  table(crashSafeSettings, [
    { name: "no option file", object: mariadb(), finds: [] },
    ...dangerous.map((line) => ({
      name: `the line ${line}`,
      object: file(`[mariadb]\n${line}\n`),
      finds: ["spec.myCnf"],
      message: /^must not set \w+ so in spec\.myCnf, because /,
    })),
    ...safe.map((line) => ({ name: `the line ${line}`, object: file(`[mariadb]\n${line}\n`), finds: [] })),
    {
      name: "two of them",
      object: file("sync_binlog=0\nskip-grant-tables"),
      finds: ["spec.myCnf", "spec.myCnf"],
    },
    { name: "a value that a later line corrects", object: file("sync_binlog=0\nsync-binlog=1"), finds: [] },
    { name: "a section of clients", object: file("[mysqldump]\nskip-grant-tables"), finds: [] },
    {
      name: "a section of one version",
      object: file("[mariadb-11.8]\nsync_binlog=0"),
      finds: ["spec.myCnf"],
    },
    { name: "a file that is not known yet", object: file(UNKNOWN), finds: ["spec.myCnf"], undecided: true },
    {
      name: "an option file in a ConfigMap",
      object: edit(named("v1", "ConfigMap", "db"), ["data"], {
        "my.cnf": "[mysqld]\nsync_binlog=0\n",
        "notes.txt": "sync_binlog=0",
      }),
      finds: ['data["my.cnf"]'],
    },
    {
      name: "an option file in a ConfigMap that is not known yet",
      object: edit(named("v1", "ConfigMap", "db"), ["data", "my.cnf"], UNKNOWN),
      finds: ['data["my.cnf"]'],
      undecided: true,
    },
    {
      name: "arguments of a server",
      object: server("args", ["--skip-grant-tables", "--sync_binlog=0"]),
      finds: [0, 1].map(() => "spec.template.spec.containers[0].args"),
    },
    {
      name: "a shell that starts a server",
      object: server("command", ["sh", "-c", "exec mariadbd --innodb-force-recovery=6"]),
      finds: ["spec.template.spec.containers[0].command"],
    },
    {
      name: "an argument that is not known yet",
      object: server("args", [UNKNOWN]),
      finds: ["spec.template.spec.containers[0].args[0]"],
      undecided: true,
    },
    { name: "arguments of another program", object: server("args", ["--sync_binlog=0"], "app:1"), finds: [] },
    { name: "arguments that are harmless", object: server("args", ["--sync-binlog=1"]), finds: [] },
  ]);
});
