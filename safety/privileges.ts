import { eachText } from "./fields";
import type { Finding } from "./finding";
import { read } from "./read";
import type { Value } from "./value";

/** Whether a Grant is on every table of every database; undefined when that is not known yet. */
export function isOnEverything(grant: Value): boolean | undefined {
  const readings = ["database", "table"].map((field) => read(grant, ["spec", field]));
  // The operator's default for both is "*".
  const named = readings.some(
    (reading) => reading.state === "known" && reading.value !== "*" && reading.value !== "",
  );
  if (named) {
    return false;
  }
  return readings.some(({ state }) => state === "unknown") ? undefined : true;
}

/** A finding for each privilege of a Grant that means all of them. */
export function everything(grant: Value, message: string): readonly Finding[] {
  return eachText(grant, ["spec", "privileges"], (privilege, path) =>
    /^\s*all(\s+privileges)?\s*$/i.test(privilege) ? [{ path, message }] : [],
  );
}
