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
export interface Cron {
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
 * that begins anew with every restart, and is taken for none.
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
