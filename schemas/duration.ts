/** Go durations, as the operator reads them with Go's `time.ParseDuration`. */
import { goDurationSeconds } from "../safety/duration";
import { quote } from "./findings";

export { goDurationSeconds };

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
