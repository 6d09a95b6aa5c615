/** The data volumes of a MariaDB. */
import { flag, object, quantity, text } from "./build";
import { volumeClaimTemplate } from "./volumes";

export const storage = object({
  /** It can grow, never shrink. */
  size: quantity,
  /** Immutable. Its reclaim policy should be `Retain`. */
  storageClassName: text,
  /** An ephemeral volume dies with its Pod. */
  ephemeral: flag,
  resizeInUseVolumes: flag,
  waitForVolumeResize: flag,
  /** Do not set it beside `size`: the operator then rewrites the template whenever the size changes. */
  volumeClaimTemplate,
  /**
   * Read only when the StatefulSet is made: a later change does not reach the live claims. Unset means that claims
   * are kept.
   */
  pvcRetentionPolicy: object({ whenDeleted: text, whenScaled: text }),
});
