import { confirmDeletionAnnotation } from "./labels";
import { identityOf } from "./identity";
import { annotation, isExactly } from "./metadata";
import type { Value } from "./value";

/**
 * Whether an object carries the confirmation that the deletion guard in the cluster asks for: an annotation with the
 * object's own name. Rules about changes read it from the earlier revision, so that one change cannot both confirm and
 * destroy.
 */
export function isConfirmed(object: Value): boolean {
  const { name } = identityOf(object);
  return name !== "" && isExactly(annotation(object, confirmDeletionAnnotation), name);
}
