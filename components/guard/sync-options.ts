import { texts } from "./cel";

/** Options of Argo CD that keep an object. */
const keeping = ["Prune=false", "Delete=false"];

/** What Argo CD understands as less than keeping, but still waits for a person. */
const asking = ["Prune=confirm", "Delete=confirm"];

/** Options with which Argo CD deletes an object and creates it again. */
const recreating = ["Replace=true", "Force=true"];

/**
 * CEL that is true unless an update takes a keeping option out of a list or puts a harmful one into it.
 *
 * Of several options with one key Argo CD reads the first, so any other value of `Prune` and `Delete` is harmful
 * wherever it stands.
 *
 * @param before CEL of the list as the cluster has it
 * @param after CEL of the list that the update makes
 */
export function keepsSyncOptions(before: string, after: string): string {
  const harmless = `option in ${before} || option in ${texts([...keeping, ...asking])}`;
  const harmful = `option.startsWith("Prune=") || option.startsWith("Delete=") || option in ${texts(recreating)}`;
  return (
    `${texts(keeping)}.all(option, !(option in ${before}) || option in ${after}) && ` +
    `${after}.all(option, ${harmless} || !(${harmful}))`
  );
}
