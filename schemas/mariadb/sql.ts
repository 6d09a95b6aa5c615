/** The kinds that stand for statements in a server: Database, User, Grant and SqlJob. */
import { Type, type Static } from "typebox";
import { choice, duration, flag, list, object, text } from "./build";
import { backoffLimitOfFive, historyLimits, jobPodFields, placementFields, schedule } from "./jobs";
import { keyReference, localReference, mariaDbReference, passwordPlugin } from "./metadata";

/**
 * What happens in the database when the object is deleted. Unset means `Delete`: a Database object without it drops
 * the SQL database, with its rows, as soon as Git or a person deletes the object.
 */
export const cleanupPolicy = choice(["Skip", "Delete"]);

const sqlObjectFields = {
  mariaDbRef: mariaDbReference,
  cleanupPolicy,
  /** How often manual changes in the database are repaired; unset means 10 hours. */
  requeueInterval: duration(),
  retryInterval: duration(),
};

// The Database kind: one SQL database.

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

// The User kind: one SQL user.

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

// The Grant kind: the privileges of one SQL user on one scope.

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

// The SqlJob kind: SQL statements run once or on a schedule.

export const sqlJobSpec = object(
  {
    ...jobPodFields,
    ...placementFields,
    ...historyLimits,
    mariaDbRef: mariaDbReference,
    username: text,
    passwordSecretKeyRef: keyReference,
    database: text,
    /** Immutable: new statements need a new object. */
    sql: text,
    sqlConfigMapKeyRef: keyReference,
    dependsOn: list(localReference),
    schedule,
    timeZone: text,
    tlsCASecretRef: localReference,
    tlsClientCertSecretRef: localReference,
    backoffLimit: backoffLimitOfFive,
  },
  ["mariaDbRef", "passwordSecretKeyRef", "username"],
);

export type SqlJobSpec = Static<typeof sqlJobSpec>;
