import { parseCron } from "./cron";
import type { Cron } from "./cron";

const day = 24 * 60;

/** Four years, so that 29 February is among the days; they begin with a Thursday, as 1970 does. */
const days = 1461;

/**
 * The longest time between two runs of a schedule, in minutes: what can be lost when each run is a backup. Undefined
 * when the text is no schedule or never runs, as on 30 February.
 *
 * @example cronGap("0 2 * * *") === 1440
 */
export function cronGap(text: string): number | undefined {
  if (!gaps.has(text)) {
    gaps.set(text, longestPause(text));
  }
  return gaps.get(text);
}

/** Kept, because the same few schedules are asked about for every database. */
const gaps = new Map<string, number | undefined>();

function longestPause(text: string): number | undefined {
  const cron = parseCron(text);
  if (cron === undefined) {
    return undefined;
  }
  const minutes = [...cron.hours].flatMap((hour) => [...cron.minutes].map((minute) => hour * 60 + minute));
  const inDay = minutes.sort((a, b) => a - b);
  const [first, last] = [inDay[0], inDay.at(-1)];
  const running = Array.from({ length: days }, (_, index) => index).filter((index) => runsOn(cron, index));
  const [start, end] = [running[0], running.at(-1)];
  if (first === undefined || last === undefined || start === undefined || end === undefined) {
    return undefined;
  }
  const between = (from: number, to: number) => (to - from) * day - last + first;
  return Math.max(
    ...inDay.slice(1).map((minute, index) => minute - (inDay[index] ?? minute)),
    ...running.slice(1).map((index, position) => between(running[position] ?? index, index)),
    between(end, start + days),
  );
}

function runsOn({ days: inMonth, months, weekdays, anyDay }: Cron, index: number): boolean {
  const date = new Date(index * day * 60_000);
  const byMonth = inMonth.has(date.getUTCDate());
  const byWeek = weekdays.has(date.getUTCDay());
  return months.has(date.getUTCMonth() + 1) && (anyDay ? byMonth && byWeek : byMonth || byWeek);
}
