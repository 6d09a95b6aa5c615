/** The User kind: one SQL user. */
import { Type, type Static } from "typebox";
import { flag, object, text } from "./build";
import { keyReference, passwordPlugin } from "./references";
import { sqlObjectFields } from "./sql-objects";

export const userSpec = object(
  {
    ...sqlObjectFields,
    /** The SQL name; unset means the object's own name. Immutable. */
    name: Type.String({ maxLength: 80 }),
    /** Where the user may connect from; unset means `%`, anywhere. Immutable. */
    host: Type.String({ maxLength: 255 }),
    /** The password is put into SQL text as it is: it must have no quote, backslash or line break. */
    passwordSecretKeyRef: keyReference,
    passwordHashSecretKeyRef: keyReference,
    passwordPlugin,
    maxUserConnections: Type.Integer({ format: "int32", default: 10 }),
    require: object({ ssl: flag, x509: flag, issuer: text, subject: text }),
  },
  ["mariaDbRef"],
);

export type UserSpec = Static<typeof userSpec>;
