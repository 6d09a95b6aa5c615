import { UNKNOWN } from "../../../safety";
import { noInitialDatabase } from "../../../safety/rules/no-initial-database";
import { edit, mariadb } from "./objects";
import { table } from "./table";

describe("no-initial-database", () => {
  table(noInitialDatabase, [
    { name: "a server alone", object: mariadb(), finds: [] },
    ...["database", "username", "passwordSecretKeyRef", "passwordHashSecretKeyRef"].map((field) => ({
      name: `the field ${field}`,
      object: edit(mariadb(), ["spec", field], { name: "app" }),
      finds: [`spec.${field}`],
    })),
    { name: "a database that is null", object: edit(mariadb(), ["spec", "database"], null), finds: [] },
    {
      name: "a database that is not known yet",
      object: edit(mariadb(), ["spec", "database"], UNKNOWN),
      finds: ["spec.database"],
      undecided: true,
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
