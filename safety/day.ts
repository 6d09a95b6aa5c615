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
