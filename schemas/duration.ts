/** Go durations, as the operator reads them with Go's `time.ParseDuration`. */
import { quote } from "./wording";

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
  if (/^[-+]?0$/.test(text)) return 0;
  if (!whole.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(part)) {
    const factor = Object.hasOwn(secondsPerUnit, unit) ? secondsPerUnit[unit] : undefined;
    if (factor === undefined) return undefined;
    seconds += Number(amount) * factor;
  }
  if (seconds >= longest) return undefined;
  return text.startsWith("-") ? -seconds : seconds;
}

const longUnits: Readonly<Record<string, number>> = {
  d: 24,
  day: 24,
  days: 24,
  w: 168,
  week: 168,
  weeks: 168,
};

/** What to write instead of a duration in days or weeks, the usual mistake. */
function inHours(text: string): string | undefined {
  const [, amount = "", unit = ""] = /^(\d{1,6})\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const hours = Object.hasOwn(longUnits, unit.toLowerCase()) ? longUnits[unit.toLowerCase()] : undefined;
  return hours === undefined ? undefined : `${Number(amount) * hours}h`;
}

/**
 * Says what is wrong with the text of a duration field.
 *
 * @returns a sentence with the remedy, or undefined if the operator can use the text.
 */
export function goDurationProblem(text: string): string | undefined {
  const seconds = goDurationSeconds(text);
  if (seconds !== undefined && seconds >= 0) return undefined;
  if (seconds !== undefined) return `${quote(text)} is negative; write a positive duration such as "720h".`;
  const hours = inHours(text);
  if (hours !== undefined)
    return `${quote(text)} is not a Go duration, which has no days or weeks; write "${hours}".`;
  return `${quote(text)} is not a Go duration; write one such as "720h", "30m" or "10s".`;
}
