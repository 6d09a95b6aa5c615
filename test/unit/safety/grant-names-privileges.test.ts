import { UNKNOWN, type Value } from "../../../safety";
import { grantNamesPrivileges } from "../../../safety/rules/grant-names-privileges";
import { edit, named } from "./objects";
import { table } from "./table";

const grant = (spec: Value) => edit(named("k8s.mariadb.com/v1alpha1", "Grant", "a"), ["spec"], spec);

describe("grant-names-privileges", () => {
  table(grantNamesPrivileges, [
    {
      name: "named privileges",
      object: grant({ privileges: ["SELECT", "INSERT"], database: "app" }),
      finds: [],
    },
    {
      name: "all on one database",
      object: grant({ privileges: ["ALL PRIVILEGES"], database: "app" }),
      finds: ["spec.privileges[0]"],
      message: /must list privileges instead of ALL/,
    },
    {
      name: "all on one table",
      object: grant({ privileges: ["ALL"], table: "orders" }),
      finds: ["spec.privileges[0]"],
    },
    {
      name: "all on everything, which another rule finds",
      object: grant({ privileges: ["ALL"] }),
      finds: [],
    },
    {
      name: "a privilege that is not known yet",
      object: grant({ privileges: [UNKNOWN], database: "app" }),
      finds: ["spec.privileges[0]"],
      undecided: true,
    },
    { name: "no spec", object: named("k8s.mariadb.com/v1alpha1", "Grant", "a"), finds: [] },
  ]);
});
