import type { Path, Value } from "../safety";

/** One document of a text in which every line is of the plainest kind. */
export interface PlainDocument {
  readonly value: Value;
  /** What is written as a comment right before the object. */
  readonly comment?: string;
  /** The offset in the text of a field's name, or of the deepest part of the way to it that is written. */
  readonly offsetOf: (path: Path) => number;
}

/** Ends the reading: the text has something that only the whole of YAML can say. */
class NotPlain extends Error {}

/** Where the fields of maps and the items of lists begin. */
type Places = Map<object, Readonly<Record<string, number>> | readonly number[]>;

/**
 * Reads the YAML that most manifests are written in, several times faster than a parser of all of YAML: block maps and
 * lists, texts on one line, blocks after "|". Places are found in a second pass, for the documents with findings alone.
 *
 * @returns undefined for any text that holds more, or of which it is not sure: then the parser of all of YAML decides.
 */
export function plainDocuments(text: string): readonly PlainDocument[] | undefined {
  if (!text.endsWith("\n") || /[^\n\x20-\x7e\p{L}\p{N}\p{P}\p{S}]|^\.\.\.|^%/mu.test(text)) {
    return undefined;
  }
  try {
    const documents: PlainDocument[] = [];
    for (let start = text.startsWith("---\n") ? 4 : 0; start < text.length;) {
      const found = text.startsWith("---\n", start) ? start : text.indexOf("\n---\n", start) + 1;
      const end = found === 0 ? text.length : found;
      const own = text.slice(start, end);
      const reader = new PlainReader(own);
      const value = reader.document();
      if (value !== undefined) {
        const from = start;
        // Before the first "---" it belongs to the first field.
        const comment = start === 0 ? "" : own.slice(0, reader.begin).replace(/^#/gm, "").trimEnd();
        documents.push({
          value,
          ...(comment === "" ? {} : { comment }),
          offsetOf: (path) => from + offsetIn(own, path),
        });
      } else if (own.includes("#")) {
        // The comment of an empty document is that of the next object.
        return undefined;
      }
      start = end === text.length ? end : end + 4;
    }
    return documents;
  } catch (error) {
    if (error instanceof NotPlain) {
      return undefined;
    }
    throw error;
  }
}

function offsetIn(text: string, path: Path): number {
  const places: Places = new Map();
  const reader = new PlainReader(text, places);
  let value: unknown = reader.document();
  let offset = reader.begin;
  for (const step of path) {
    const fields = typeof value === "object" && value !== null ? places.get(value) : undefined;
    const isStep = Array.isArray(fields) ? typeof step === "number" : fields !== undefined;
    const next: unknown =
      isStep && Object.hasOwn(fields ?? {}, step) ? Reflect.get(fields ?? {}, step) : undefined;
    if (typeof next !== "number") {
      return offset;
    }
    offset = next;
    value = Reflect.get(value as object, step);
  }
  return offset;
}

const entry = /^([A-Za-z_][\w./-]{0,200}):(?: +(\S.*))?$/;
/** Words that the versions of YAML read differently, or as something else than a text. */
const special = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const integer = /^(?:0|-?[1-9]\d{0,14})$/;
const maybeNumber = /^[-+]?[\d.]+(?:[eE][-+]?\d*)?$|^[-+]?0[xo]|^[-+]?\.(?:inf|nan)$/i;
const plain = /^(?:[A-Za-z0-9/._$+]|-[\w-])(?:[^:#]|:(?=\S)|(?<=\S)#)*$/;

class PlainReader {
  /** Where the document begins. */
  begin = 0;
  /** The line that is read now: where it begins and ends, and where its text begins. */
  private at = 0;
  private end = 0;
  private from = 0;

  private readonly text: string;
  private readonly places: Places | undefined;

  constructor(text: string, places?: Places) {
    this.text = text;
    this.places = places;
  }

  /** The map that the document is; undefined for an empty one. */
  document(): Value | undefined {
    this.settle();
    if (this.at >= this.text.length) {
      return undefined;
    }
    // Of several comments before the object some are not the object's own.
    if (this.from !== this.at || !/^(?:#.*\n)*$/.test(this.text.slice(0, this.at))) {
      throw new NotPlain();
    }
    this.begin = this.from;
    const value = this.map(0);
    if (this.at < this.text.length) {
      throw new NotPlain();
    }
    return value;
  }

  /** Goes to the next line with something on it. */
  private settle(): void {
    for (; this.at < this.text.length; this.at = this.end + 1) {
      this.end = this.text.indexOf("\n", this.at);
      for (this.from = this.at; this.text.charCodeAt(this.from) === 32;) {
        this.from += 1;
      }
      if (this.from < this.end && this.text[this.from] !== "#") {
        return;
      }
    }
    this.from = this.at - 1;
  }

  private get indent(): number {
    return this.from - this.at;
  }

  private next(): void {
    this.at = this.end + 1;
    this.settle();
  }

  private map(indent: number): Value {
    const map: Record<string, Value> = {};
    const places: Record<string, number> = {};
    while (this.indent === indent) {
      const [, key = "", rest = ""] = entry.exec(this.text.slice(this.from, this.end)) ?? [];
      if (key === "" || special.test(key) || key === "__proto__" || Object.hasOwn(map, key)) {
        throw new NotPlain();
      }
      places[key] = this.from;
      if (rest === "|" || rest === "|-") {
        map[key] = this.block(indent, rest);
      } else if (rest === "") {
        this.next();
        map[key] = this.below(indent);
      } else {
        map[key] = scalar(rest);
        this.next();
      }
    }
    if (this.indent > indent) {
      throw new NotPlain();
    }
    this.places?.set(map, places);
    return map;
  }

  /** The value of a key with nothing beside it. */
  private below(indent: number): Value {
    const isList = this.text.startsWith("- ", this.from);
    if (this.indent > indent || (this.indent === indent && isList)) {
      return isList ? this.list(this.indent) : this.map(this.indent);
    }
    return null;
  }

  private list(indent: number): Value {
    const list: Value[] = [];
    const places: number[] = [];
    while (this.indent === indent && this.text.startsWith("- ", this.from)) {
      this.from += 2;
      places.push(this.from);
      const rest = this.text.slice(this.from, this.end);
      if (entry.test(rest)) {
        list.push(this.map(indent + 2));
      } else {
        list.push(scalar(rest));
        this.next();
      }
    }
    // A list may be as deep as the key that holds it; then the next key follows.
    if (this.indent > indent || this.text.startsWith("-", this.from)) {
      throw new NotPlain();
    }
    this.places?.set(list, places);
    return list;
  }

  /** The lines below a key that are deeper than it, as they are. */
  private block(indent: number, mark: "|" | "|-"): string {
    const lines: string[] = [];
    let depth = -1;
    for (this.at = this.end + 1; this.at < this.text.length; this.at = this.end + 1) {
      this.end = this.text.indexOf("\n", this.at);
      const line = this.text.slice(this.at, this.end);
      const own = line.search(/[^ ]/);
      if (depth < 0) {
        depth = own;
        if (own <= indent) {
          throw new NotPlain();
        }
      }
      if (own >= 0 && own < depth) {
        break;
      }
      if (own < 0 && line.length > depth) {
        throw new NotPlain();
      }
      lines.push(line.slice(depth));
    }
    while (lines.at(-1) === "") {
      lines.pop();
    }
    if (lines.length === 0) {
      throw new NotPlain();
    }
    this.settle();
    return lines.join("\n") + (mark === "|" ? "\n" : "");
  }
}

function scalar(text: string): Value {
  const [first] = text;
  if (text === "{}" || text === "[]") {
    return text === "{}" ? {} : [];
  }
  if ((first === '"' && /^"[^"\\]*"$/.test(text)) || (first === "'" && /^'[^']*'$/.test(text))) {
    return text.slice(1, -1);
  }
  if (text === "true" || text === "false") {
    return text === "true";
  }
  if (integer.test(text)) {
    return Number(text);
  }
  if (special.test(text) || maybeNumber.test(text) || text.endsWith(" ") || !plain.test(text)) {
    throw new NotPlain();
  }
  return text;
}
