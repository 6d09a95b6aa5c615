import { UNKNOWN, type Value } from "../../../safety";
import { grantLeastPrivilege } from "../../../safety/rules/grant-least-privilege";
import { edit, named } from "./objects";
import { table } from "./table";

const grant = (spec: Value) => edit(named("k8s.mariadb.com/v1alpha1", "Grant", "a"), ["spec"], spec);
const finds = ["spec.privileges[0]"];

describe("grant-least-privilege", () => {
  table(grantLeastPrivilege, [
    {
      name: "some privileges on everything",
      object: grant({ privileges: ["SELECT"], database: "*" }),
      finds: [],
    },
    ...["ALL", "ALL PRIVILEGES", "all  privileges", " All "].map((privilege) => ({
      name: `${privilege} on everything`,
      object: grant({ privileges: [privilege], database: "*", table: "*" }),
      finds,
      message: /must not grant all privileges on all databases/,
    })),
    { name: "everything in dev", object: grant({ privileges: ["ALL"] }), environment: "dev", finds },
    { name: "all where nothing is named", object: grant({ privileges: ["ALL"] }), finds },
    {
      name: "all beside another",
      object: grant({ privileges: ["SELECT", "ALL"] }),
      finds: ["spec.privileges[1]"],
    },
    { name: "all on one database", object: grant({ privileges: ["ALL"], database: "app" }), finds: [] },
    {
      name: "all on one table of every database",
      object: grant({ privileges: ["ALL"], table: "t" }),
      finds: [],
    },
    { name: "a privilege named like it", object: grant({ privileges: ["ALL SEQUENCES"] }), finds: [] },
    {
      name: "all on a database that is not known yet",
      object: grant({ privileges: ["ALL"], database: UNKNOWN }),
      finds,
    },
    {
      name: "privileges that are not known yet",
      object: grant({ privileges: UNKNOWN }),
      finds: ["spec.privileges"],
      undecided: true,
    },
    { name: "privileges as a text", object: grant({ privileges: "ALL" }), finds: ["spec.privileges"] },
    ...["SUPER", "file", " Create  User ", "SHUTDOWN"].map((privilege) => ({
      name: `${privilege} on everything`,
      object: grant({ privileges: ["SELECT", privilege] }),
      finds: ["spec.privileges[1]"],
      message: /must not grant "(SUPER|FILE|CREATE USER|SHUTDOWN)" on all databases/,
    })),
    ...["PROCESS", "RELOAD", "REPLICATION SLAVE", "BINLOG MONITOR"].map((privilege) => ({
      name: `${privilege} on everything, which monitoring, backups and replication need`,
      object: grant({ privileges: [privilege] }),
      finds: [],
    })),
    ...["mysql", "`mysql`", "SYS"].map((database) => ({
      name: `a right to write to ${database}`,
      object: grant({ privileges: ["SELECT", "INSERT"], database }),
      finds: ["spec.privileges[1]"],
      message: /must not grant "INSERT" on the system database/,
    })),
    {
      name: "the table of mysql in which MaxScale keeps its configuration",
      object: grant({ privileges: ["INSERT", "DROP"], database: "mysql", table: "maxscale_config" }),
      finds: [],
    },
    {
      name: "a table of mysql on which rights hang",
      object: grant({ privileges: ["INSERT"], database: "mysql", table: "global_priv" }),
      finds,
    },
    { name: "all on mysql", object: grant({ privileges: ["ALL"], database: "mysql" }), finds },
    {
      name: "reading what monitoring reads",
      object: grant({ privileges: ["SELECT"], database: "performance_schema" }),
      finds: [],
    },
    { name: "no spec", object: named("k8s.mariadb.com/v1alpha1", "Grant", "a"), finds: [] },
  ]);
});
