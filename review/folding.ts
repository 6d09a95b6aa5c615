import { firstOf, type Diagnostic, type Review } from "./diagnostic";

/**
 * The same finding about one place of a base, which several overlays take in, once: at the strictest level, with the other
 * overlays beside it. One correction of the base is one of all of them.
 */
export function foldOverlays(review: Review): Review {
  const groups = Map.groupBy(review.diagnostics, keyOf);
  const diagnostics = [...groups.values()].flatMap((same) => {
    const overlays = new Set(same.map(({ overlay }) => overlay));
    const [strictest] = same.toSorted((a, b) => Number(b.level === "error") - Number(a.level === "error"));
    if (strictest === undefined || overlays.size < 2) {
      return same;
    }
    const others = same.filter((one) => one !== strictest);
    const names = [...overlays].sort().join(", ");
    return [
      {
        ...strictest,
        message: `${strictest.message.replace(/\.$/, "")} (in ${overlays.size} overlays: ${names}).`,
        related: others.map(({ overlay = "", level, object }) => ({
          overlay,
          level,
          ...(object === undefined ? {} : { object }),
        })),
      },
    ];
  });
  return { ...review, diagnostics, notes: foldCharts(review.notes) };
}

/** Charts that are left out for the same reason are one note. */
function foldCharts(notes: readonly string[]): readonly string[] {
  const groups = Map.groupBy(
    notes,
    (note) => /^The chart .+? is left out, (because .*)$/.exec(note)?.[1] ?? note,
  );
  return [...groups].flatMap(([reason, same]) => {
    if (same.length < 2) {
      return same;
    }
    const names = same.map((note) => /^The chart (.+?) is left out/.exec(note)?.[1] ?? note);
    const why = reason.replace("its templates", "their templates").replace("it cannot", "they cannot");
    return `${names.length} charts (${firstOf(names, 5)}) are left out, ${why}`;
  });
}

/** What is rendered by itself and says the same is one; what is no part of an overlay is only itself. */
function keyOf(diagnostic: Diagnostic): unknown {
  const { file, line, column, rule, message, revision, overlay } = diagnostic;
  return overlay === undefined
    ? diagnostic
    : JSON.stringify([file, line, column, rule.id, message, revision]);
}
