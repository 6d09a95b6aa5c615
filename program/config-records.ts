/** The type of one field of an entry, and whether the entry must have it. */
export interface Field {
  readonly type: "string" | "number" | "boolean" | "strings";
  readonly required?: true;
}

/** A list of entries that have these fields and no others. */
export type Fields = Readonly<Record<string, Field>>;

/**
 * Says what is wrong with a list of entries; one sentence for each mistake, which names the entry, its field and what
 * to write. Fails closed: a field that nobody knows is a mistake.
 *
 * @param key the configuration key, for the sentences
 */
export function problemsOfRecords(key: string, value: unknown, fields: Fields): string[] {
  if (!Array.isArray(value)) {
    return [
      `${key} is no list; write for example: pulumi config set --path '${key}[0].${firstOf(fields)}' VALUE`,
    ];
  }
  return value.flatMap((entry: unknown, index) => problemsOfRecord(`${key}[${index}]`, entry, fields));
}

/** The same for one entry. */
export function problemsOfRecord(at: string, entry: unknown, fields: Fields): string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return [`${at} is no object; write its fields: ${Object.keys(fields).join(", ")}`];
  }
  const found = entry as Record<string, unknown>;
  const unknown = Object.keys(found)
    .filter((name) => fields[name] === undefined)
    .map((name) => `${at}.${name} is not a field of it; write one of ${Object.keys(fields).join(", ")}`);
  const wrong = Object.entries(fields).flatMap(([name, field]) =>
    problemOfField(`${at}.${name}`, found[name], field),
  );
  return [...unknown, ...wrong];
}

function problemOfField(at: string, value: unknown, { type, required }: Field): string[] {
  if (value === undefined) {
    return required === true ? [`${at} is missing; write ${article(type)}`] : [];
  }
  const right =
    type === "strings"
      ? Array.isArray(value) && value.every((item) => typeof item === "string")
      : typeof value === type;
  return right ? [] : [`${at} is ${JSON.stringify(value)}; write ${article(type)}`];
}

function article(type: Field["type"]): string {
  return type === "strings" ? "a list of texts" : `a ${type}`;
}

function firstOf(fields: Fields): string {
  return Object.keys(fields)[0] ?? "";
}
