import { LineCounter, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Document } from "yaml";
import type { Path, Value } from "../safety";
import { withDefaults } from "../safety/substitution";
import type { Diagnostic, Position } from "./diagnostic";
import { partsOf, type Part } from "./documents";
import { yamlRule } from "./own-rules";
import { plainDocuments, type PlainDocument } from "./plain-yaml";

/** One object with the place of each of its fields. */
export interface Located {
  readonly object: Value;
  /** The place of a field's name, or that of the nearest field that is written and holds it. */
  readonly positionOf: (path: Path) => Position;
  /** The overlay that it is rendered in. */
  readonly overlay?: string;
  /** The line from which on the text cannot be trusted, because the document has an error there. */
  readonly brokenAt?: number;
  /** What is written as a comment before the object. */
  readonly comment?: string;
  /** The chart that renders it; undefined for what is written itself. */
  readonly chart?: string;
  /** What messages and exceptions call it, where its own kind and name do not say. */
  readonly subject?: { readonly called: string; readonly key: string };
}

/** What one text holds. */
export interface Manifest {
  readonly objects: readonly Located[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses YAML or JSON. Several documents are several objects, lists of kinds are taken apart, and empty documents are
 * nothing. An error is one diagnostic, and the object is what can be read in spite of it.
 *
 * @param file The name that places carry.
 */
export function parseManifest(text: string, file: string): Manifest {
  const plain = plainDocuments(text);
  if (plain !== undefined) {
    return { objects: plain.flatMap((document) => plainlyIn(document, text, file)), diagnostics: [] };
  }
  return parseAll(text, file);
}

function plainlyIn(
  { value, comment, offsetOf }: PlainDocument,
  text: string,
  file: string,
): readonly Located[] {
  return unwrap({
    object: withDefaults(value),
    ...(comment === undefined ? {} : { comment }),
    positionOf: (path) => {
      const offset = offsetOf(path);
      const before = text.lastIndexOf("\n", offset - 1);
      return { file, line: lineOf(text, offset), column: offset - before };
    },
  });
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
  }
  return line;
}

/** Reads all of YAML, and says what is wrong in it. */
export function parseAll(text: string, file: string): Manifest {
  const lines = new LineCounter();
  const objects: Located[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const part of partsOf(text, lines)) {
    const place = (offset: number): Position => {
      const { line, col } = lines.linePos(offset + part.start);
      return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    for (const { offset, message } of part.problems) {
      diagnostics.push({ ...place(offset), level: "error", rule: yamlRule, message });
    }
    objects.push(...locatedIn(part, place));
  }
  return { objects, diagnostics };
}

function locatedIn(part: Part, place: (offset: number) => Position): readonly Located[] {
  const { document, node, value, brokenAt, comment } = part;
  if (value === undefined) {
    return [];
  }
  return unwrap({
    object: withDefaults(value),
    positionOf: (path) => place(offsetOf(document, node, path)),
    ...(brokenAt === undefined ? {} : { brokenAt: place(brokenAt).line }),
    ...(comment === undefined ? {} : { comment }),
  });
}

/** The objects of a `List`, as `kubectl get -o yaml` prints them; any other object as it is. */
function unwrap(located: Located): readonly Located[] {
  const { object, positionOf } = located;
  const items = isList(object) ? object.items : undefined;
  return items === undefined
    ? [located]
    : items.flatMap((item, index) =>
        unwrap({ ...located, object: item, positionOf: (path) => positionOf(["items", index, ...path]) }),
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
function offsetOf(document: Document, top: unknown, path: Path): number {
  let node = top;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const holder: unknown = isAlias(node) ? node.resolve(document) : node;
    const child = isMap(holder)
      ? holder.items.findLast(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step))
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
