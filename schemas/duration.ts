import { daysInHours, goDurationSeconds } from "../safety/duration";
import { quote } from "./findings";

/**
 * Says what is wrong with the text of a duration field.
 *
 * @returns a sentence with the remedy, or undefined if the operator can use the text.
 */
export function goDurationProblem(text: string): string | undefined {
  const seconds = goDurationSeconds(text);
  if (seconds !== undefined && seconds >= 0) {
    return undefined;
  }
  if (seconds !== undefined) {
    return `${quote(text)} is negative; write a positive duration such as "720h".`;
  }
  const hours = daysInHours(text);
  if (hours !== undefined) {
    return `${quote(text)} is not a Go duration, which has no days or weeks; write "${hours}".`;
  }
  return `${quote(text)} is not a Go duration; write one such as "720h", "30m" or "10s".`;
}
