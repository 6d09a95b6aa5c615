import {
  LineCounter,
  Scalar,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type ScalarTag,
} from "yaml";
import type { Path, Value } from "../safety";
import { withDefaults } from "../safety/substitution";
import type { Diagnostic, Position } from "./diagnostic";
import { yamlRule } from "./own-rules";

/** One object with the place of each of its fields. */
export interface Located {
  readonly object: Value;
  /** The place of a field's name, or that of the nearest field that is written and holds it. */
  readonly positionOf: (path: Path) => Position;
  /** What messages and exceptions call it, where its own kind and name do not say. */
  readonly subject?: { readonly called: string; readonly key: string };
}

/** What one text holds. */
export interface Manifest {
  readonly objects: readonly Located[];
  readonly diagnostics: readonly Diagnostic[];
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

/**
 * Parses YAML or JSON. Several documents are several objects, lists of kinds are taken apart, and empty documents are
 * nothing. A document with an error is a diagnostic and no object.
 *
 * @param file The name that places carry.
 */
export function parseManifest(text: string, file: string): Manifest {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: "error",
    customTags: (tags) => [...oldBooleans, ...tags],
  });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const objects: Located[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    if (document.errors.length > 0) {
      diagnostics.push(...document.errors.map(({ code, pos }) => invalid(place(pos[0]), explainYaml(code))));
    } else if (
      document.contents !== null &&
      !(isScalar(document.contents) && document.contents.value === null)
    ) {
      const start = place(document.contents.range[0]);
      try {
        const value = withDefaults(document.toJS() as Value);
        const positionOf = (path: Path) => place(offsetOf(document, path));
        objects.push(...unwrap({ object: value, positionOf }));
      } catch {
        diagnostics.push(invalid(start, explainYaml("ALIASES")));
      }
    }
  }
  return { objects, diagnostics };
}

function invalid(place: Position, message: string): Diagnostic {
  return { ...place, level: "error", rule: yamlRule, message };
}

/** The objects of a `List`, as `kubectl get -o yaml` prints them; any other object as it is. */
function unwrap({ object, positionOf }: Located): readonly Located[] {
  const items = isList(object) ? object.items : undefined;
  return items === undefined
    ? [{ object, positionOf }]
    : items.flatMap((item, index) =>
        unwrap({ object: item, positionOf: (path) => positionOf(["items", index, ...path]) }),
      );
}

function isList(object: Value): object is { readonly items: readonly Value[] } {
  return (
    typeof object === "object" &&
    object !== null &&
    "kind" in object &&
    typeof object.kind === "string" &&
    object.kind.endsWith("List") &&
    "items" in object &&
    Array.isArray(object.items)
  );
}

/** The offset of a field's name, or of the deepest part of the way to it that is written. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const holder: unknown = isAlias(node) ? node.resolve(document) : node;
    const child = isMap(holder)
      ? holder.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step))
      : isSeq(holder) && typeof step === "number"
        ? holder.items[step]
        : undefined;
    if (child === undefined) {
      return offset;
    }
    offset = (isPair(child) ? startOf(child.key) : startOf(child)) ?? offset;
    node = isPair(child) ? child.value : child;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/**
 * The parser's own messages quote the text around the mistake, and a manifest may hold a secret just there. So only the
 * code of an error is used, and said in these words.
 */
const words: Readonly<Record<string, string>> = {
  ALIASES: "The document has an alias without its anchor, or more aliases than any manifest needs.",
  BAD_ALIAS: "The alias is not valid.",
  BAD_DQ_ESCAPE: "The text in double quotes has an escape that YAML does not know.",
  BAD_INDENT: "The indentation does not fit the lines around it.",
  BLOCK_AS_IMPLICIT_KEY: "A nested mapping begins on the line of its key; move it to the next line.",
  BLOCK_IN_FLOW: "A block is written inside brackets or braces.",
  DUPLICATE_KEY: "The key is written twice in one mapping; remove one of them.",
  MISSING_CHAR: "A colon, comma, bracket, dash or quote is missing.",
  MULTILINE_IMPLICIT_KEY: "The key spans several lines; a colon is probably missing.",
  TAB_AS_INDENT: "A tab is used as indentation; use spaces.",
  TAG_RESOLVE_FAILED: "The tag or value cannot be resolved; manifests need no tags.",
  UNEXPECTED_TOKEN: "The text does not fit here; a template or a quote that was not closed is a usual cause.",
};

/** What an error of the parser means, as a whole sentence. */
function explainYaml(code: string): string {
  return words[code] ?? `The text is not valid YAML (${code}).`;
}
