import { UNKNOWN, type Value } from "../../../safety";
import { databaseCharset } from "../../../safety/rules/database-charset";
import { edit, named } from "./objects";
import { table } from "./table";

const database = (characterSet: Value, collate: Value) =>
  edit(named("k8s.mariadb.com/v1alpha1", "Database", "app"), ["spec"], { characterSet, collate });

describe("database-charset", () => {
  table(databaseCharset, [
    { name: "utf8mb4", object: database("utf8mb4", "utf8mb4_unicode_ci"), finds: [] },
    { name: "the newer collations", object: database("utf8mb4", "uca1400_ai_ci"), finds: [] },
    {
      name: "utf8",
      object: database("utf8", "utf8_general_ci"),
      finds: ["spec.characterSet", "spec.collate"],
    },
    {
      name: "a collation of another set",
      object: database("utf8mb4", "latin1_swedish_ci"),
      finds: ["spec.collate"],
    },
    {
      name: "neither",
      object: database(null, null),
      finds: ["spec.characterSet", "spec.collate"],
      message: /default is utf8mb3/,
    },
    {
      name: "no spec",
      object: named("k8s.mariadb.com/v1alpha1", "Database", "app"),
      finds: ["spec.characterSet", "spec.collate"],
    },
    {
      name: "a set that is not known yet",
      object: database(UNKNOWN, "utf8mb4_bin"),
      finds: ["spec.characterSet"],
      undecided: true,
    },
  ]);
});
