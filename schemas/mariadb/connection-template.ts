/** Connection strings that the operator writes into Secrets. */
import { duration, int32, object, text, textMap } from "./build";
import { metadataTemplate } from "./metadata";

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
export const connectionFields = {
  secretName: text,
  secretTemplate,
  healthCheck,
  params: textMap,
  serviceName: text,
  port: int32,
};

/** A connection that belongs to the server it is declared in. */
export const connectionTemplate = object(connectionFields);
