/** The Connection kind: a Secret with the connection string of an application. */
import type { Static } from "typebox";
import { object, text } from "./build";
import { connectionFields } from "./connection-template";
import { keyReference, localReference, mariaDbReference, objectReference } from "./references";

/** It makes no SQL user: a User and a Grant object do that. */
export const connectionSpec = object(
  {
    ...connectionFields,
    mariaDbRef: mariaDbReference,
    maxScaleRef: objectReference,
    host: text,
    username: text,
    passwordSecretKeyRef: keyReference,
    tlsClientCertSecretRef: localReference,
    database: text,
  },
  ["username"],
);

export type ConnectionSpec = Static<typeof connectionSpec>;
