/**
 * Small pieces of CEL, the language of admission policies. In an expression `oldObject` is what the cluster has and
 * `object` what an update would make of it; a deletion has no `object`.
 *
 * Everything is read as optional: under `failurePolicy: Fail` an expression that stumbles over an absent field would
 * refuse updates that have nothing to do with it.
 */

/** Which of the two objects of an update is read. */
export type Side = "oldObject" | "object";

/** A text literal. JSON's escapes are CEL's too. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A list of text literals. */
export function texts(values: readonly string[]): string {
  return `[${values.map(text).join(", ")}]`;
}

/** A field that may be absent, as an optional value; the path has its keys separated by dots. */
export function optional(side: Side, path: string): string {
  return `${side}.?${path.split(".").join(".?")}`;
}

/** A field, or the CEL literal that stands for its absence. */
export function field(side: Side, path: string, absent: string): string {
  return `${optional(side, path)}.orValue(${absent})`;
}

/** An annotation; the empty text when it is absent. */
export function annotation(side: Side, key: string): string {
  return `${side}.?metadata.?annotations[?${text(key)}].orValue("")`;
}

/** A label; the empty text when it is absent. */
export function label(side: Side, key: string): string {
  return `${side}.?metadata.?labels[?${text(key)}].orValue("")`;
}

/** True unless the update makes a switch true that was not true before. */
export function notSwitchedOn(path: string): string {
  return `${field("object", path, "false")} != true || ${field("oldObject", path, "false")} == true`;
}

/** True unless a field had the value and the update gives it another one, or none. */
export function stays(path: string, value: string): string {
  return `${field("oldObject", path, '""')} != ${text(value)} || ${field("object", path, '""')} == ${text(value)}`;
}

/** True unless a text field was set and the update changes or removes it. */
export function notChanged(path: string): string {
  const before = field("oldObject", path, '""');
  return `${before} == "" || ${field("object", path, '""')} == ${before}`;
}

/** True unless both sides have a quantity and the update's is less; they may be written as numbers. */
export function notLess(path: string): string {
  const [before, after] = [optional("oldObject", path), optional("object", path)].map(
    (value) => `string(${value}.orValue(""))`,
  );
  return `!isQuantity(${before}) || !isQuantity(${after}) || !quantity(${after}).isLessThan(quantity(${before}))`;
}

/** A Go duration with the units that CEL can read too. */
export const duration = "^([0-9]+([.][0-9]+)?(ns|us|ms|s|m|h))+$";

/**
 * True unless the update makes a duration shorter. One that cannot be read, such as `30d`, counts as shorter, because
 * nobody knows what the operator will make of it.
 *
 * @param absent what the operator takes when the field is not there
 */
export function notShorter(path: string, absent: string): string {
  const before = field("oldObject", path, text(absent));
  const after = field("object", path, text(absent));
  const readable = (value: string): string => `${value}.matches(${text(duration)})`;
  return (
    `${after} == ${before} || ` +
    `(${readable(after)} && (!${readable(before)} || duration(${after}) >= duration(${before})))`
  );
}

/** True unless an update changes a text field, where an absent one means a value too. */
export function same(path: string, absent: string): string {
  return `${field("object", path, absent)} == ${field("oldObject", path, absent)}`;
}

/** CEL that is true when each of the expressions is. */
export function all(...expressions: readonly string[]): string {
  return expressions.map((expression) => `(${expression})`).join(" && ");
}

/** True unless an update puts an item into a list that was not there; the third argument says which items may. */
export function gainsOnly(path: string, absent: string, allowed: (item: string) => string): string {
  const [before, after] = [field("oldObject", path, absent), field("object", path, absent)];
  return `${after}.all(item, item in ${before} || ${allowed("item")})`;
}
