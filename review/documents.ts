import {
  Scalar,
  YAMLMap,
  isMap,
  isScalar,
  parseAllDocuments,
  type Document,
  type LineCounter,
  type Pair,
  type ScalarTag,
  type YAMLError,
} from "yaml";
import type { Value } from "../safety";
import { explainYaml, missingSeparator } from "./yaml-words";

/** One document of a text, or what would be one if no line with "---" were missing. */
export interface Part {
  /** Where the text begins to which all offsets are relative. */
  readonly start: number;
  readonly document: Document;
  /** The mapping that is the object; another node for what is none. */
  readonly node: unknown;
  /** What the part says; undefined for nothing, and for what cannot be read. */
  readonly value?: Value;
  /** The offset of the first error after which the value is not what was meant. */
  readonly brokenAt?: number;
  readonly problems: readonly Problem[];
  readonly comment?: string;
}

interface Problem {
  readonly offset: number;
  readonly message: string;
}

/**
 * kubectl, Argo CD and Flux read YAML 1.1, in which `prune: yes` is true. A parser of YAML 1.2 would read a text.
 */
const oldBooleans: readonly ScalarTag[] = [true, false].map((value) => ({
  identify: () => false,
  default: true,
  tag: "tag:yaml.org,2002:bool",
  test: value ? /^(?:y|Y|yes|Yes|YES|on|On|ON)$/ : /^(?:n|N|no|No|NO|off|Off|OFF)$/,
  resolve: () => new Scalar(value),
}));

function parse(text: string, lineCounter?: LineCounter): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    ...(lineCounter === undefined ? {} : { lineCounter }),
    merge: true,
    prettyErrors: false,
    logLevel: "error",
    customTags: (tags) => [...oldBooleans, ...tags],
  });
  return Array.isArray(documents) ? documents : [];
}

/**
 * Takes a text apart into its documents. A quote that is not closed takes everything after it with it, so a text with an
 * error is cut at the lines with "---" and read again document by document.
 *
 * @param lines Is filled with the lines of the text.
 */
export function partsOf(text: string, lines: LineCounter): readonly Part[] {
  const documents = parse(text, lines);
  if (documents.every(({ errors }) => errors.length === 0)) {
    return documents.flatMap((document) => partsOfDocument(document, 0));
  }
  lines.lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)];
  return [...new Set(starts)].flatMap((start, index, all) => {
    const own = text.slice(start, all[index + 1] ?? text.length);
    // Directives belong to the document after them, and say nothing here.
    return /^(?:\s*(?:[%#].*)?\n?)*$/.test(own)
      ? []
      : parse(own).flatMap((document) => partsOfDocument(document, start));
  });
}

function partsOfDocument(document: Document.Parsed, start: number): readonly Part[] {
  const { contents, errors } = document;
  const empty = contents === null || (isScalar(contents) && contents.value === null);
  const comment = [document.commentBefore, contents?.commentBefore].filter(Boolean).join("\n");
  const shared = { start, document, ...(comment === "" ? {} : { comment }) };
  const groups = isMap(contents) ? objectsIn(contents) : [];
  if (errors.length === 0 || groups.length < 2) {
    const part = { ...shared, node: contents, ...brokenBy(errors) };
    return empty && errors.length === 0 ? [] : [valued(part, contents)];
  }
  const repeated = (error: YAMLError) =>
    error.code === "DUPLICATE_KEY" &&
    groups.some((group) => group.some((pair) => keyOffset(pair) === error.pos[0]));
  const others = errors.filter((error) => !repeated(error));
  return groups.map((group, index) => {
    const [from, until] = [keyOffset(group[0]), keyOffset(groups[index + 1]?.[0])];
    const inside = others.filter(
      ({ pos: [offset] }) => (index === 0 || offset >= (from ?? 0)) && offset < (until ?? Infinity),
    );
    const { problems, ...broken } = brokenBy(inside);
    const missing = index === 0 ? [] : [{ offset: from ?? 0, message: missingSeparator }];
    const map = new YAMLMap(document.schema);
    map.items = [...group];
    map.range = [from ?? 0, until ?? contents?.range[1] ?? 0, until ?? contents?.range[2] ?? 0];
    return valued({ ...shared, node: map, problems: [...missing, ...problems], ...broken }, map);
  });
}

/** The value of a part. What is broken and does not say what it is, is nothing that anybody could judge. */
function valued(part: Omit<Part, "value">, node: Document.Parsed["contents"] | YAMLMap): Part {
  try {
    const value = (node?.toJS(part.document) ?? null) as Value;
    const named = value !== null && typeof value === "object" && "apiVersion" in value && "kind" in value;
    return part.problems.length > 0 && !named ? part : { ...part, value };
  } catch {
    const [offset = 0] = node?.range ?? [];
    return { ...part, problems: [...part.problems, { offset, message: explainYaml("ALIASES") }].slice(0, 1) };
  }
}

/** Mistakes in spite of which everything is read as it is meant. */
const harmless = new Set(["DUPLICATE_KEY", "BAD_INDENT"]);

/** One mistake is one finding: what comes after it in a document is often of its making. */
function brokenBy(errors: readonly YAMLError[]): Pick<Part, "problems" | "brokenAt"> {
  const duplicates = errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const [first] = errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  const told = [...duplicates, ...(first === undefined ? [] : [first])];
  const serious = errors.find(({ code }) => !harmless.has(code));
  return {
    problems: told.map(({ code, pos: [offset] }) => ({ offset, message: explainYaml(code) })),
    ...(serious === undefined ? {} : { brokenAt: serious.pos[0] }),
  };
}

/**
 * The objects that one mapping holds because lines with "---" are missing: each begins where a key comes a second time,
 * and says its apiVersion and kind. A key that is only written twice makes no second object.
 */
function objectsIn(map: YAMLMap): readonly (readonly Pair[])[] {
  const groups: Pair[][] = [[]];
  for (const pair of map.items) {
    const current = groups.at(-1) ?? [];
    if (current.some((other) => nameOf(other) === nameOf(pair))) {
      groups.push([pair]);
    } else {
      current.push(pair);
    }
  }
  const whole = groups.every((group) =>
    ["apiVersion", "kind"].every((key) => group.some((pair) => nameOf(pair) === key)),
  );
  return whole ? groups : [map.items];
}

function nameOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : key;
}

function keyOffset(pair: Pair | undefined): number | undefined {
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
