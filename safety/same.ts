import { isList, isMap, UNKNOWN } from "./value";
import type { Value } from "./value";

/** Comparisons in which a part may not be known yet: the answer is then undefined, unless the rest decides. */

/** Whether two values are equal; a field that is left out equals null. Undefined when that is not known yet. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean | undefined {
  if (a === UNKNOWN || b === UNKNOWN) {
    return undefined;
  }
  if (isMap(a) && isMap(b)) {
    return every(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => sameValue(a[key], b[key])),
    );
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && every(Array.from(a, (item, index) => sameValue(item, b[index])));
  }
  return (a ?? null) === (b ?? null);
}

/** Whether all of several answers are yes. */
export function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** Whether one of several answers is yes. */
export function any(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
