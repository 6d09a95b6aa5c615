import { labelDomain } from "./labels";
import { read } from "./read";
import type { Path, Value } from "./value";

/** The label that says what a delivered workload is. */
export const workloadLabel = `${labelDomain}/workload`;

/**
 * Whether the label of an Application or Kustomization says that it delivers nothing that holds data. Without the
 * label, with any other value, or while it is not known yet, the object counts as carrying data.
 *
 * @param at Where the metadata is: `[]`, or `["spec", "template"]` in an ApplicationSet.
 */
export function isStateless(root: Value, at: Path): boolean {
  const label = read(root, [...at, "metadata", "labels", workloadLabel]);
  return label.state === "known" && label.value === "stateless";
}
