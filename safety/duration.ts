/** Go durations, as operators and engines read them with Go's `time.ParseDuration`. */

const secondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  "\u00b5s": 1e-6,
  "\u03bcs": 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

const longest = 2 ** 63 / 1e9;
const whole = /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)[a-z\u00b5\u03bc]+)+$/;
const part = /(\d+(?:\.\d*)?|\.\d+)([a-z\u00b5\u03bc]+)/g;

/**
 * The length of a Go duration.
 *
 * @returns seconds, or undefined if Go would refuse the text. Go knows the units ns, us, ms, s, m and h only, and
 * durations up to about 292 years.
 */
export function goDurationSeconds(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) {
    return 0;
  }
  if (!whole.test(text)) {
    return undefined;
  }
  let seconds = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(part)) {
    const factor = Object.hasOwn(secondsPerUnit, unit) ? secondsPerUnit[unit] : undefined;
    if (factor === undefined) {
      return undefined;
    }
    seconds += Number(amount) * factor;
  }
  if (seconds >= longest) {
    return undefined;
  }
  return text.startsWith("-") ? -seconds : seconds;
}

const fluxDuration = /^(\d+(\.\d+)?(ms|s|m|h))+$/;

/** Whether Flux's CRDs accept a text as a duration, such as "10m" or "1h30m". */
export function isFluxDuration(text: string): boolean {
  return fluxDuration.test(text);
}

const unitsOfDays: Readonly<Record<string, number>> = {
  d: 24,
  day: 24,
  days: 24,
  w: 168,
  week: 168,
  weeks: 168,
};

/**
 * What to write instead of a duration in days or weeks, which Go does not know: the usual mistake.
 *
 * @example daysInHours("30d") === "720h"
 */
export function daysInHours(text: string): string | undefined {
  const [, amount = "", unit = ""] = /^(\d{1,6})\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const hours = Object.hasOwn(unitsOfDays, unit.toLowerCase()) ? unitsOfDays[unit.toLowerCase()] : undefined;
  return hours === undefined ? undefined : `${Number(amount) * hours}h`;
}

const dayLength = 24 * 60 * 60 * 1000;

/** The number of days from one day to another, both as YYYY-MM-DD; undefined when one of them is no such day. */
export function daysBetween(from: string, to: string): number | undefined {
  const [start, end] = [timeOf(from), timeOf(to)];
  return start === undefined || end === undefined ? undefined : (end - start) / dayLength;
}

function timeOf(day: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // 30 February would count as 2 March.
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(day) ? undefined : time;
}
