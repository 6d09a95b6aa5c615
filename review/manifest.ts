import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type Document,
  type ScalarTag,
} from "yaml";
import type { Path, Value } from "../safety";
import type { Diagnostic, Place } from "./diagnostic";
import { yamlRule } from "./own-rules";
import { explainYaml } from "./yaml-words";

/** One object with the place of each of its fields. */
export interface Located {
  readonly object: Value;
  /** The place of a field's name, or that of the nearest field that is written and holds it. */
  readonly placeOf: (path: Path) => Place;
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
  const place = (offset: number): Place => {
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
        const value = document.toJS() as Value;
        const placeOf = (path: Path) => place(offsetOf(document, path));
        objects.push(...unwrap({ object: value, placeOf }));
      } catch {
        diagnostics.push(invalid(start, explainYaml("ALIASES")));
      }
    }
  }
  return { objects, diagnostics };
}

function invalid(place: Place, message: string): Diagnostic {
  return { ...place, level: "error", rule: yamlRule, message };
}

/** The objects of a `List`, as `kubectl get -o yaml` prints them; any other object as it is. */
function unwrap({ object, placeOf }: Located): readonly Located[] {
  const items = isList(object) ? object.items : undefined;
  return items === undefined
    ? [{ object, placeOf }]
    : items.flatMap((item, index) =>
        unwrap({ object: item, placeOf: (path) => placeOf(["items", index, ...path]) }),
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
