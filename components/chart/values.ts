import { isDeepStrictEqual } from "node:util";

import { everyEnvironment } from "../environments";
import { isOutput } from "../options";
import { problemOf, type Problem } from "../problems";

/** Values of a chart: plain data, which previews know, and never a secret. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a chart decides what its values are
export type ChartValues = Record<string, any>;

/** A value that safety needs, whatever the user's values say. */
export interface FixedValue {
  /** Path of the value; a key may contain dots. */
  readonly path: readonly string[];
  /** The consequence of another value, as a clause. */
  readonly why: string;
  /** The argument that sets the value safely, if there is one. */
  readonly argument?: string;
  /** The value is a list that may be extended, but must contain the entries that safety needs. */
  readonly extensible?: true;
}

/** Labels by which the Prometheus Operator selects a ServiceMonitor. */
export const monitorLabels = { release: everyEnvironment.prometheusRelease };

/** How often a ServiceMonitor is scraped, as charts call it. */
export const monitorInterval = { interval: everyEnvironment.scrapeInterval };

/** Default of `readyTimeout`: enough to pull the images of a cluster that has none. */
export const defaultReadyTimeout = "10m";

/**
 * A value that a user cannot change.
 *
 * @param path keys of the value, joined by dots unless one of them contains a dot
 * @param why what another value would cause, as a clause
 * @param argument the argument of the component that sets it
 */
export function fixed(path: string | readonly string[], why: string, argument?: string): FixedValue {
  const keys = typeof path === "string" ? path.split(".") : path;
  return { path: keys, why, ...(argument === undefined ? {} : { argument }) };
}

/** The user's values over ours: maps are merged key by key, everything else is replaced, as Helm does. */
export function mergeValues(ours: ChartValues, user: ChartValues = {}): ChartValues {
  const merged: ChartValues = { ...ours };
  for (const [key, value] of Object.entries(user)) {
    const own: unknown = Object.hasOwn(ours, key) ? ours[key] : undefined;
    if (value !== undefined) {
      merged[key] = isMap(value) && isMap(own) ? mergeValues(own, value) : (value as unknown);
    }
  }
  return merged;
}

/**
 * Problems with a user's values, each with the full path of the value and a remedy; empty when there are none.
 *
 * @param ours values of the component
 * @param fixed the values among them, or absent from them, that a user cannot change
 */
export function valuesProblems(
  ours: ChartValues,
  user: ChartValues | undefined,
  fixed: readonly FixedValue[],
): Problem[] {
  const unknown = unknownValues(user ?? {}, []);
  if (unknown.length > 0) {
    const why = "is an output; set a plain value, because previews and policies must know the chart";
    return unknown.map((path) => problemOf(show(path), why));
  }
  const merged = mergeValues(ours, user);
  return fixed
    .filter((value) => !isKept(value, at(ours, value.path), at(merged, value.path)))
    .map(({ path, why, argument, extensible }) => {
      const own = at(ours, path);
      const needed =
        own === undefined ? "must not be set" : `must ${extensible ? "contain" : "be"} ${text(own)}`;
      const remedy =
        argument === undefined ? "remove it from values" : `set the argument ${argument} instead`;
      const what = `${needed}: ${why}; ${extensible ? `add ${text(own)} to the list` : remedy}`;
      return problemOf(show(path), what);
    });
}

function isKept({ extensible }: FixedValue, own: unknown, merged: unknown): boolean {
  return extensible === true && Array.isArray(own)
    ? Array.isArray(merged) && own.every((entry) => merged.includes(entry))
    : isDeepStrictEqual(merged, own);
}

function at(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isMap(value) && Object.hasOwn(value, key) ? (value[key] as unknown) : undefined),
    values,
  );
}

/** Paths of what only an update would know. */
function unknownValues(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (isOutput(value)) {
    return [path];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, field]) => unknownValues(field, [...path, key]))
    : [];
}

function isMap(value: unknown): value is ChartValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The path of a value as a user writes it: `values.configs.cm["admin.enabled"]`. */
function show(path: readonly string[]): string {
  return path.reduce(
    (shown, key) => shown + (/^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`),
    "values",
  );
}

/** A value in a message; a long one is in the documentation of the component. */
function text(value: unknown): string {
  const whole = JSON.stringify(value);
  return whole.length <= 80 ? whole : "what the component sets";
}
