/** How the findings name fields and values. */

/** Where a field is: its names and list positions from the object's root. */
export type FieldPath = readonly (string | number)[];

const longestQuote = 60;

/** Text in quotes, cut so that a message stays readable. */
export function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}...` : text);
}

/** A path as people write it: `spec.services[0].listener`, `metadata.labels["example.com/a"]`. */
export function pathText(path: FieldPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") {
        return `[${step}]`;
      }
      if (!/^[\w-]{1,60}$/.test(step)) {
        return `[${quote(step)}]`;
      }
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** What a value is, in words: `the text "100Gi"`, `a list`, `empty (null)`. */
export function described(value: unknown): string {
  if (value === null) {
    return "empty (null)";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  switch (typeof value) {
    case "string":
      return `the text ${quote(value)}`;
    case "number":
    case "bigint":
      return `the number ${value}`;
    case "boolean":
      return `${value}`;
    case "object":
      return "an object";
    default:
      return `no JSON value (${typeof value})`;
  }
}

/** A list in words: `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "nothing";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
