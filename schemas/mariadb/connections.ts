/** The Connection and ExternalMariaDB kinds. */
import { Type, type Static } from "typebox";
import { duration, flag, int32, object, text, textMap } from "./build";
import {
  keyReference,
  localReference,
  mariaDbReference,
  metadataTemplate,
  objectReference,
} from "./metadata";
import { imagePullPolicy, imagePullSecrets } from "./pods";
import { tlsFields } from "./services";

const healthCheck = object({ interval: duration(), retryInterval: duration() });

/** The keys of the Secret that is written; `key` holds the whole connection string and is `dsn` if unset. */
const secretTemplate = object({
  key: text,
  format: text,
  usernameKey: text,
  passwordKey: text,
  hostKey: text,
  portKey: text,
  databaseKey: text,
  metadata: metadataTemplate,
});

/** `secretName` can be set once; the Secret is the operator's and must have no second producer. */
const connectionFields = {
  secretName: text,
  secretTemplate,
  healthCheck,
  params: textMap,
  serviceName: text,
  port: int32,
};

/** A connection that belongs to the server it is declared in. */
export const connectionTemplate = object(connectionFields);

// The Connection kind: a Secret with the connection string of an application.

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

// The ExternalMariaDB kind: a server that the operator does not run, such as one of a cloud provider.

export const externalMariaDBSpec = object(
  {
    host: text,
    port: Type.Integer({ format: "int32", default: 3306 }),
    username: text,
    passwordSecretKeyRef: keyReference,
    tls: object({ ...tlsFields, mutual: flag }),
    connection: connectionTemplate,
    /** The image of the Jobs that talk to the server. */
    image: text,
    imagePullPolicy,
    imagePullSecrets,
    inheritMetadata: metadataTemplate,
  },
  ["host", "username"],
);

export type ExternalMariaDBSpec = Static<typeof externalMariaDBSpec>;
