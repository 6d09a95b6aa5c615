/** The Grant kind: the privileges of one SQL user on one scope. */
import { Type, type Static } from "typebox";
import { list, object, text } from "./build";
import { sqlObjectFields } from "./sql-objects";

export const grantSpec = object(
  {
    ...sqlObjectFields,
    /** The only field that may change later. */
    privileges: list(text, { minItems: 1 }),
    /** Unset means every database. */
    database: Type.String({ default: "*" }),
    /** Unset means every table. */
    table: Type.String({ default: "*" }),
    username: text,
    host: text,
    /** With all privileges and `cleanupPolicy: Delete`, deleting this object revokes all rights of the user. */
    grantOption: Type.Boolean({ default: false }),
  },
  ["mariaDbRef", "privileges", "username"],
);

export type GrantSpec = Static<typeof grantSpec>;
