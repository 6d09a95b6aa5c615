/** The operator's own containers in the Pods of a MariaDB. */
import { duration, flag, int32, object, text } from "./build";
import { containerFields, imagePullPolicy } from "./containers";
import { generatedKeyReference } from "./references";

/** The sidecar through which the operator controls the server. */
export const agent = object({
  ...containerFields,
  image: text,
  imagePullPolicy,
  port: int32,
  probePort: int32,
  gracefulShutdownTimeout: duration(),
  basicAuth: object({ enabled: flag, username: text, passwordSecretKeyRef: generatedKeyReference }),
  kubernetesAuth: object({ enabled: flag, authDelegatorRoleName: text }),
});

/** The operator writes the image of its own version: do not declare it in Git. */
export const initContainer = object({ ...containerFields, image: text, imagePullPolicy }, ["image"]);
