/** The ExternalMariaDB kind: a server that the operator does not run, such as one of a cloud provider. */
import { Type, type Static } from "typebox";
import { flag, object, text } from "./build";
import { connectionTemplate } from "./connection-template";
import { imagePullPolicy, imagePullSecrets } from "./containers";
import { metadataTemplate } from "./metadata";
import { keyReference } from "./references";
import { tlsFields } from "./tls";

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
