/**
 * The custom resources of mariadb-operator, kept here by the project itself: one source for the TypeScript types, for
 * the search of unknown fields and for the CustomResourceDefinitions of the sandbox. The fields are those of the
 * definitions of 26.6.0, which tests compare, and those that the release notes of 26.10.0 and 26.10.1 add, marked with
 * `since`: https://github.com/mariadb-operator/mariadb-operator/releases.
 */
import type { Static, TSchema } from "typebox";
import { backupSpec, physicalBackupSpec, pointInTimeRecoverySpec, restoreSpec } from "./backups";
import {
  ageColumn,
  column,
  completeColumns,
  mariaDbColumn,
  readyColumns,
  type PrinterColumn,
} from "./columns";
import { connectionSpec, externalMariaDBSpec } from "./connections";
import { mariaDBSpec } from "./mariadb";
import { maxScaleSpec } from "./maxscale";
import type { objectMeta } from "./metadata";
import { databaseSpec, grantSpec, sqlJobSpec, userSpec } from "./sql";

export type { BackupSpec, PhysicalBackupSpec, PointInTimeRecoverySpec, RestoreSpec } from "./backups";
export type { ConnectionSpec, ExternalMariaDBSpec } from "./connections";
export type { DatabaseSpec, GrantSpec, SqlJobSpec, UserSpec } from "./sql";
export type { MariaDBSpec } from "./mariadb";
export type { MaxScaleSpec } from "./maxscale";

export const mariadbGroup = "k8s.mariadb.com";
export const mariadbVersion = "v1alpha1";
export const mariadbApiVersion = `${mariadbGroup}/${mariadbVersion}` as const;

/** The newest release of mariadb-operator whose fields these schemas hold. */
export const mariadbOperatorVersion = "26.10.1";

/** One kind: its names in the API, and the schema of its spec. All kinds are namespaced. */
export interface MariaDbKind<K extends string = string, S extends TSchema = TSchema> {
  readonly kind: K;
  readonly group: typeof mariadbGroup;
  readonly version: typeof mariadbVersion;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly [string];
  readonly spec: S;
  /** Whether the API server itself refuses an object without a spec. The validator refuses it for every kind. */
  readonly specRequired: boolean;
  /** Whether `kubectl scale` works on it. */
  readonly scalable: boolean;
  readonly columns: readonly PrinterColumn[];
}

interface Names {
  readonly plural: string;
  readonly shortName: string;
  readonly columns: readonly PrinterColumn[];
  readonly specRequired?: true;
  readonly scalable?: true;
}

function define<const K extends string, S extends TSchema>(
  kind: K,
  spec: S,
  names: Names,
): MariaDbKind<K, S> {
  const { plural, shortName, columns, specRequired = false, scalable = false } = names;
  const singular = kind.toLowerCase();
  const api = { group: mariadbGroup, version: mariadbVersion } as const;
  return { kind, ...api, plural, singular, shortNames: [shortName], spec, specRequired, scalable, columns };
}

const jobColumns = [...completeColumns, mariaDbColumn, ageColumn];

/** The twelve kinds by name. */
export const mariadbKinds = {
  MariaDB: define("MariaDB", mariaDBSpec, {
    plural: "mariadbs",
    shortName: "mdb",
    columns: [
      ...readyColumns,
      column("Primary", ".status.currentPrimary"),
      column("Updates", ".spec.updateStrategy.type"),
      ageColumn,
    ],
    specRequired: true,
    scalable: true,
  }),
  MaxScale: define("MaxScale", maxScaleSpec, {
    plural: "maxscales",
    shortName: "mxs",
    columns: [...readyColumns, column("Primary", ".status.primaryServer"), ageColumn],
    scalable: true,
  }),
  Backup: define("Backup", backupSpec, { plural: "backups", shortName: "bmdb", columns: jobColumns }),
  PhysicalBackup: define("PhysicalBackup", physicalBackupSpec, {
    plural: "physicalbackups",
    shortName: "pbmdb",
    columns: [
      ...completeColumns,
      mariaDbColumn,
      column("Last Scheduled", ".status.lastScheduleTime", "date"),
      ageColumn,
    ],
  }),
  PointInTimeRecovery: define("PointInTimeRecovery", pointInTimeRecoverySpec, {
    plural: "pointintimerecoveries",
    shortName: "pitr",
    columns: [
      column("Physical Backup", ".spec.physicalBackupRef.name"),
      column("Last Recoverable Time", ".status.lastRecoverableTime"),
      column("Strict Mode", ".spec.strictMode", "boolean"),
      ageColumn,
    ],
  }),
  Restore: define("Restore", restoreSpec, { plural: "restores", shortName: "rmdb", columns: jobColumns }),
  User: define("User", userSpec, {
    plural: "users",
    shortName: "umdb",
    columns: [...readyColumns, column("MaxConns", ".spec.maxUserConnections"), mariaDbColumn, ageColumn],
  }),
  Grant: define("Grant", grantSpec, {
    plural: "grants",
    shortName: "gmdb",
    columns: [
      ...readyColumns,
      column("Database", ".spec.database"),
      column("Table", ".spec.table"),
      column("Username", ".spec.username"),
      column("GrantOpt", ".spec.grantOption"),
      mariaDbColumn,
      ageColumn,
    ],
  }),
  Database: define("Database", databaseSpec, {
    plural: "databases",
    shortName: "dmdb",
    columns: [
      ...readyColumns,
      column("CharSet", ".spec.characterSet"),
      column("Collate", ".spec.collate"),
      mariaDbColumn,
      ageColumn,
      column("Name", ".spec.name"),
    ],
  }),
  Connection: define("Connection", connectionSpec, {
    plural: "connections",
    shortName: "cmdb",
    columns: [...readyColumns, column("Secret", ".spec.secretName"), ageColumn],
  }),
  SqlJob: define("SqlJob", sqlJobSpec, { plural: "sqljobs", shortName: "smdb", columns: jobColumns }),
  ExternalMariaDB: define("ExternalMariaDB", externalMariaDBSpec, {
    plural: "externalmariadbs",
    shortName: "emdb",
    columns: [...readyColumns, ageColumn],
    specRequired: true,
  }),
} as const;

/** The name of a kind, as in `kind:`. */
export type MariaDbKindName = keyof typeof mariadbKinds;

/** Whether a word is the name of one of the twelve kinds, in exactly this spelling. */
export function isMariaDbKind(kind: string): kind is MariaDbKindName {
  return Object.hasOwn(mariadbKinds, kind);
}

/** A custom resource as it is written in Git. */
export type MariaDbObject<K extends MariaDbKindName = MariaDbKindName> = {
  [N in K]: {
    readonly apiVersion: typeof mariadbApiVersion;
    readonly kind: N;
    readonly metadata: Static<typeof objectMeta>;
    readonly spec: Static<(typeof mariadbKinds)[N]["spec"]>;
    readonly status?: Readonly<Record<string, unknown>>;
  };
}[K];
