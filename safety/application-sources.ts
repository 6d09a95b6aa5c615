import type { ApplicationView } from "./application";
import { eachItem, inspect } from "./expect";
import { read } from "./read";
import type { RevisionSource } from "./revision";
import type { Finding } from "./finding";
import type { Path, Value } from "./value";

/** Judges the revision at a path, which may be absent. */
export type RevisionCheck = (root: Value, path: Path, source: RevisionSource) => readonly Finding[];

/**
 * Runs a check on every revision that an Application follows: of its source, its sources, the dry source of its
 * hydrator, and of a sync that its manifest starts. A hydrator's own branch is not among them: Argo CD writes it.
 */
export function eachRevision(
  { root, at, generated }: ApplicationView,
  check: RevisionCheck,
): readonly Finding[] {
  const spec = [...at, "spec"];
  const places = [
    [...spec, "source"],
    [...spec, "sources", 0],
    [...spec, "sourceHydrator"],
  ];
  if (places.every((path) => read(root, path).state === "absent")) {
    return check(root, [...spec, "source", "targetRevision"], "git");
  }
  return [
    ...sources(root, spec, check),
    ...inspect(root, [...spec, "sourceHydrator"], {
      known: (_, path) => revision(root, [...path, "drySource"], check),
    }),
    ...(generated ? [] : operation(root, check)),
  ];
}

function sources(root: Value, holder: Path, check: RevisionCheck): readonly Finding[] {
  return [
    ...inspect(root, [...holder, "source"], { known: (_, path) => revision(root, path, check) }),
    ...eachItem(root, [...holder, "sources"], (_, path) => revision(root, path, check)),
  ];
}

/** A Helm repository's chart has versions; everything else has Git revisions or digests. */
function revision(root: Value, source: Path, check: RevisionCheck): readonly Finding[] {
  const chart = read(root, [...source, "chart"]);
  const isChart = chart.state === "known" && typeof chart.value === "string" && chart.value !== "";
  return check(root, [...source, "targetRevision"], isChart ? "chart" : "git");
}

/** The sync that starts when the Application is applied may name revisions and sources of its own. */
function operation(root: Value, check: RevisionCheck): readonly Finding[] {
  const sync = ["operation", "sync"];
  const given = (path: Path): readonly Finding[] => check(root, path, "git");
  return [
    ...inspect(root, [...sync, "revision"], { known: (_, path) => given(path) }),
    ...eachItem(root, [...sync, "revisions"], (_, path) => given(path)),
    ...sources(root, sync, check),
  ];
}
