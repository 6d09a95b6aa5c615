/** Cron schedules, as Kubernetes and mariadb-operator read them with robfig/cron's `ParseStandard`. */

interface Field {
  readonly least: number;
  readonly greatest: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const fields: readonly Field[] = [
  { least: 0, greatest: 59 },
  { least: 0, greatest: 23 },
  { least: 1, greatest: 31 },
  { least: 1, greatest: 12, names: months },
  { least: 0, greatest: 6, names: weekdays },
];

/**
 * A regular expression, as RE2 and JavaScript read it, that a schedule of five fields matches. It does not see that a
 * range runs backwards, such as 5-1, where both ends are numbers.
 */
export const cronPattern = `^\\s*${fields.map((field) => `(?:${listPattern(field)})`).join("\\s+")}\\s*$`;

function listPattern({ least, greatest, names = [] }: Field): string {
  const numbers = Array.from({ length: greatest - least + 1 }, (_, index) => String(least + index)).join("|");
  const number = `0*(?:${numbers})`;
  const named = names.flatMap((name, index) => {
    const spelled = name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
    const later = names.slice(index).join("|");
    return [`${spelled}(?:-(?:${later}))?`];
  });
  const first = [`${number}(?:-${number})?`, ...named].join("|");
  const item = `(?:[*?]|${first})(?:/0*[1-9][0-9]{0,3})?`;
  return `${item}(?:,${item})*`;
}

const shorthands: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** When a schedule runs: the values that each field allows. */
interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Whether one of the two fields of days is open: then both must match, otherwise either. */
  readonly anyDay: boolean;
}

/**
 * Reads a schedule of five fields or a shorthand such as "@daily"; undefined when it is none. "@every" is a duration
 * that begins again with every restart, and is taken for none.
 */
export function parseCron(text: string): Cron | undefined {
  const parts = (shorthands[text.trim().toLowerCase()] ?? text).trim().split(/\s+/);
  const sets = fields.map((field, index) => valuesOf(parts[index] ?? "", field));
  const [minutes, hours, days, month, weekday] = sets;
  if (parts.length !== 5 || !minutes || !hours || !days || !month || !weekday) {
    return undefined;
  }
  const open = (part = "") => part.split(",").some((item) => /^[*?](\/1)?$/.test(item));
  return {
    minutes,
    hours,
    days,
    months: month,
    weekdays: weekday,
    anyDay: open(parts[2]) || open(parts[4]),
  };
}

function valuesOf(part: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const item of part.split(",")) {
    const range = rangeOf(item.toLowerCase(), field);
    if (range === undefined) {
      return undefined;
    }
    for (let value = range.from; value <= range.to; value += range.step) {
      values.add(value);
    }
  }
  return values;
}

function rangeOf(item: string, field: Field): { from: number; to: number; step: number } | undefined {
  const [, first = "", last, width] = /^([*?]|\w+)(?:-(\w+))?(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  const step = width === undefined ? 1 : Number(width);
  const every = first === "*" || first === "?";
  const from = every ? field.least : valueOf(first, field);
  // A step without an end, such as "5/15", goes on to the greatest value.
  const open = every || (last === undefined && width !== undefined);
  const to = open ? field.greatest : last === undefined ? from : valueOf(last, field);
  if (from === undefined || to === undefined || from > to || step === 0 || (every && last !== undefined)) {
    return undefined;
  }
  return { from, to, step };
}

function valueOf(text: string, { least, greatest, names = [] }: Field): number | undefined {
  const value = /^\d{1,4}$/.test(text)
    ? Number(text)
    : names.indexOf(text) + (names.includes(text) ? least : NaN);
  return value >= least && value <= greatest ? value : undefined;
}

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
