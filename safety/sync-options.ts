import type { ApplicationView } from "./application";
import { eachText, text } from "./fields";
import type { Finding } from "./finding";
import type { Path, Value } from "./value";

/** One sync option, such as "Prune=false", as it was meant: in lower case and without spaces. */
export interface SyncOption {
  readonly name: string;
  readonly value: string;
  /** The option as it is written. Argo CD compares exact strings, so only this one counts for it. */
  readonly written: string;
}

/** Judges one sync option, at the path of the list's item or of the annotation. */
export type SyncOptionCheck = (option: SyncOption, path: Path) => readonly Finding[];

const annotation = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];

/**
 * Runs a check on every sync option of an Application: of its policy, of a sync that its manifest starts, and of the
 * annotations by which it is an object of a parent itself.
 */
export function eachSyncOption(
  { root, at, generated }: ApplicationView,
  check: SyncOptionCheck,
): readonly Finding[] {
  return [
    ...listed(root, [...at, "spec", "syncPolicy", "syncOptions"], check),
    ...eachAnnotatedOption(root, at, check),
    ...(generated
      ? eachAnnotatedOption(root, [], check)
      : listed(root, ["operation", "sync", "syncOptions"], check)),
  ];
}

/**
 * Runs a check on every sync option in the annotation of an object.
 *
 * @param at Where the metadata is: `[]`, or the path of a template.
 */
export function eachAnnotatedOption(root: Value, at: Path, check: SyncOptionCheck): readonly Finding[] {
  return text(root, [...at, ...annotation], {
    known: (value, path) => value.split(",").flatMap((option) => check(parse(option), path)),
  });
}

function listed(root: Value, path: Path, check: SyncOptionCheck): readonly Finding[] {
  return eachText(root, path, (option, at) => check(parse(option), at));
}

function parse(written: string): SyncOption {
  const [name = "", ...value] = written.split("=").map((part) => part.trim().toLowerCase());
  return { name, value: value.join("="), written };
}
