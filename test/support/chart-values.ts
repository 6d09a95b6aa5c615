/** Values of a chart, or of what is set in it. */
export interface ValueTree {
  [key: string]: ValueTree | string | boolean | number | null | unknown[];
}

/**
 * Paths that are set although the chart's own values do not have them: a misspelt key does nothing, and says nothing.
 *
 * @param open paths of maps that the chart passes on as they are
 */
export function unknownValues(
  set: ValueTree,
  known: ValueTree,
  open: readonly string[] = [],
  path = "",
): string[] {
  return Object.entries(set).flatMap(([key, value]) => {
    const here = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(known, key)) {
      return open.includes(path) ? [] : [here];
    }
    const chart = known[key];
    return isTree(value) && isTree(chart) ? unknownValues(value, chart, open, here) : [];
  });
}

function isTree(value: unknown): value is ValueTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
