import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  stringify,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Fix, Path, Value } from "../safety";
import { optionOf, withWord } from "./sync-options";

/** Why a text is left as it is, as the rest of a sentence that begins with the file. */
export class EditProblem extends Error {}

/** Where the way to a field ends: the deepest part that is written, and what is missing from there. */
export function splice(text: string, top: YAMLMap, path: Path, fix: Fix): string {
  let node: unknown = top;
  let holder: Pair | undefined;
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) {
        return insertKey(text, node, path.slice(depth), fix);
      }
      holder = pair;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step];
    } else if (isEmpty(node) && holder !== undefined) {
      return insertBelow(text, holder, path.slice(depth), fix);
    } else {
      throw new EditProblem("writes the field through an anchor or in another shape");
    }
  }
  if ("remove" in fix) {
    return removeItem(text, node, holder, fix.remove);
  }
  if (isSeq(node) && "add" in fix) {
    return addItem(text, node, fix.add);
  }
  if (isEmpty(node) && holder !== undefined) {
    return insertBelow(text, holder, [], fix);
  }
  if (!isScalar(node) || node.anchor !== undefined || /^[|>]/.test(text.slice(...span(node)))) {
    throw new EditProblem("writes the field through an anchor or in another shape");
  }
  const [start, end] = span(node);
  const value = "set" in fix ? fix.set : withWord(node.value, fix.add);
  const quote = /^["']/.exec(text.slice(start, end))?.[0] ?? "";
  const written =
    quote !== "" && typeof value === "string" ? `${quote}${value}${quote}` : scalar(value, text);
  return text.slice(0, start) + written + text.slice(end);
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && span(node)[0] === span(node)[1]);
}

function span(node: Node): [number, number] {
  const [start = 0, end = 0] = node.range ?? [];
  return [start, end];
}

/** JSON is a kind of YAML that knows no plain text. */
function scalar(value: string | boolean, text: string): string {
  return /^\s*[{[]/.test(text) ? JSON.stringify(value) : stringify(value, { lineWidth: 0 }).trimEnd();
}

/** The value of a fix where nothing is written yet. */
function fresh(path: Path, fix: Fix): Value {
  const last = String(path.at(-1) ?? "");
  if ("set" in fix) {
    return fix.set;
  }
  return "add" in fix ? (last.includes("/") ? fix.add : [fix.add]) : null;
}

/** Lines of a field that is missing, with everything above it that is missing too. */
function linesOf(path: Path, fix: Fix): string[] {
  if (path.some((step) => typeof step === "number")) {
    throw new EditProblem("does not hold the item of the list");
  }
  const nested = path.reduceRight<Value>((value, step) => ({ [String(step)]: value }), fresh(path, fix));
  return stringify(nested, { lineWidth: 0 }).trimEnd().split("\n");
}

function insertKey(text: string, map: YAMLMap, path: Path, fix: Fix): string {
  const last = map.items.at(-1);
  if (map.flow === true || last === undefined) {
    const json = /^\s*[{[]/.test(text);
    linesOf(path, fix);
    const nested = path
      .slice(1)
      .reduceRight<Value>((value, step) => ({ [String(step)]: value }), fresh(path, fix));
    const [key = ""] = path;
    const field = json
      ? `${JSON.stringify(key)}: ${JSON.stringify(nested)}`
      : `${scalar(String(key), text)}: ${stringify(nested, { collectionStyle: "flow", lineWidth: 0 }).trimEnd()}`;
    const at = last === undefined ? span(map)[0] + 1 : endOf(last);
    return `${text.slice(0, at)}${last === undefined ? "" : ", "}${field}${text.slice(at)}`;
  }
  const first = map.items[0]?.key as Node;
  return insertLines(text, endOf(last), columnOf(text, span(first)[0]), linesOf(path, fix));
}

/** Writes below a key without a value. */
function insertBelow(text: string, { key }: Pair, path: Path, fix: Fix): string {
  const at = text.indexOf(":", span(key as Node)[1]) + 1;
  if (path.length === 0 && !("add" in fix)) {
    return `${text.slice(0, at)} ${scalar("set" in fix ? fix.set : "", text)}${text.slice(at)}`;
  }
  const lines = path.length === 0 ? [`- ${"add" in fix ? fix.add : ""}`] : linesOf(path, fix);
  return insertLines(text, at, columnOf(text, span(key as Node)[0]) + 2, lines);
}

function addItem(text: string, list: YAMLSeq, word: string): string {
  const twin = list.items.find(
    (item) => isScalar(item) && typeof item.value === "string" && optionOf(item.value) === optionOf(word),
  );
  if (isScalar(twin)) {
    const [start, end] = span(twin);
    return text.slice(0, start) + scalar(word, text) + text.slice(end);
  }
  const last = list.items.at(-1) as Node | undefined;
  if (list.flow === true || last === undefined) {
    const at = last === undefined ? span(list)[0] + 1 : span(last)[1];
    return `${text.slice(0, at)}${last === undefined ? "" : ", "}${scalar(word, text)}${text.slice(at)}`;
  }
  return insertLines(text, span(last)[1], columnOf(text, span(list)[0]), [`- ${scalar(word, text)}`]);
}

function removeItem(text: string, list: unknown, holder: Pair | undefined, word: string): string {
  const items = isSeq(list) ? list.items : [];
  const index = items.findIndex((item) => isScalar(item) && item.value === word);
  const item = items[index] as Node | undefined;
  if (!isSeq(list) || item === undefined || holder === undefined) {
    throw new EditProblem("does not hold the item of the list");
  }
  const key = span(holder.key as Node)[0];
  if (items.length === 1 && text.slice(lineStart(text, key), key).trim() === "") {
    return text.slice(0, lineStart(text, key)) + text.slice(nextLine(text, span(item)[1]));
  }
  if (list.flow === true) {
    const next = items[index + 1] as Node | undefined;
    const before = items[index - 1] as Node | undefined;
    const [start, end] =
      next === undefined ? [span(before ?? item)[1], span(item)[1]] : [span(item)[0], span(next)[0]];
    return text.slice(0, start) + text.slice(end);
  }
  return text.slice(0, lineStart(text, span(item)[0])) + text.slice(nextLine(text, span(item)[1]));
}

function endOf({ key, value }: Pair): number {
  const [start, end] = span((isNodeWithRange(value) ? value : key) as Node);
  return Math.max(start, end);
}

function isNodeWithRange(node: unknown): node is Node {
  return typeof node === "object" && node !== null && !isPair(node) && "range" in node;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Lines after the one in which something ends. */
function insertLines(text: string, end: number, column: number, lines: readonly string[]): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const at = nextLine(text, text.slice(0, end).trimEnd().length);
  const block = lines.map((line) => `${" ".repeat(column)}${line}`).join(newline);
  return text.slice(0, at).endsWith("\n")
    ? `${text.slice(0, at)}${block}${newline}${text.slice(at)}`
    : `${text}${newline}${block}`;
}
