/** The Database kind: one SQL database. */
import { Type, type Static } from "typebox";
import { object } from "./build";
import { sqlObjectFields } from "./sql-objects";

export const databaseSpec = object(
  {
    ...sqlObjectFields,
    /** The SQL name; unset means the object's own name. Immutable. */
    name: Type.String({ maxLength: 80 }),
    /** Immutable, and never repaired: declare `utf8mb4`, because the default is the old three-byte `utf8`. */
    characterSet: Type.String({ default: "utf8" }),
    /** Immutable; it must belong to `characterSet`. */
    collate: Type.String({ default: "utf8_general_ci" }),
  },
  ["mariaDbRef"],
);

export type DatabaseSpec = Static<typeof databaseSpec>;
