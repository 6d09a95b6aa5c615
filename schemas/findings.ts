/** What the validator reports, and how it names fields and values. */
/** The sorts of mistakes. */
export type SchemaProblem =
  | "unknown-field"
  | "missing-field"
  | "wrong-type"
  /** The type is right and the value is not: outside its list, range, pattern or format. */
  | "not-allowed"
  | "unknown-kind"
  /** Another release of the operator has the field, the word or the kind; nothing says that it is to be removed. */
  | "other-release";

/** One mistake in one object. */
export interface SchemaFinding {
  /** Names and list positions from the object's root; empty for the object itself. */
  readonly path: FieldPath;
  readonly problem: SchemaProblem;
  /** Full sentences: the field, why it is wrong, and what to write instead. */
  readonly message: string;
}

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
