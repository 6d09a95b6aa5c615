/** The SqlJob kind: SQL statements run once or on a schedule. */
import type { Static } from "typebox";
import { list, object, text } from "./build";
import { backoffLimitOfFive, historyLimits, jobPodFields, placementFields, schedule } from "./jobs";
import { keyReference, localReference, mariaDbReference } from "./references";

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
