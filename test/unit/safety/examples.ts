import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import {
  UNKNOWN,
  evaluate,
  type Change,
  type Context,
  type Finding,
  type Promotion,
  type PulumiResource,
  type Rule,
  type SetFinding,
  type Value,
} from "../../../safety";
import { isMap, read } from "../../../safety/value";

/** The front end's day in all tests. */
export const today = "2026-01-15";

/**
 * What one example of a page shows: objects or resources, and before them for a change rule those of the revision
 * before, for a promotion rule those of the environment before.
 */
export type Example = Change;

/** The page of a rule. */
export function pageOf(rule: Rule): string {
  return readFileSync(resolve(__dirname, "../../..", rule.docs), "utf8");
}

/**
 * The examples of one section of a rule's page; there must be some. Each document is one for an object or resource
 * rule, each block one for a set rule, each pair of blocks one for a change rule (`yaml before`, `yaml after`) and for a
 * promotion rule (`yaml earlier`, `yaml later`).
 */
export function examples(rule: Rule, heading: "Bad" | "Good"): readonly Example[] {
  const section = pageOf(rule)
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  const blocks = [
    ...(section ?? "").matchAll(/^```yaml( before| after| earlier| later)?\n(.*?)^```$/gms),
  ].map((match) => ({
    revision: match[1]?.trim(),
    documents: parseAllDocuments(match[2] ?? "").map((document): Value => document.toJS() as Value),
  }));
  assert.notEqual(blocks.length, 0, `${rule.docs} has no examples under ${heading}`);
  if (rule.scope !== "change" && rule.scope !== "promotion") {
    const sets = blocks.map(({ documents }) => documents);
    const single = rule.scope !== "set";
    const after: readonly (readonly Value[])[] = single ? sets.flat().map((object) => [object]) : sets;
    return after.map((objects) => ({ before: [], after: objects }));
  }
  const [first, second] = rule.scope === "change" ? ["before", "after"] : ["earlier", "later"];
  return blocks.flatMap(({ revision, documents }, index) => {
    const next = blocks[index + 1];
    const turn = index % 2 === 0 ? first : second;
    assert.equal(revision, turn, `${rule.docs}: ${first} and ${second} take turns`);
    return revision === first ? [{ before: documents, after: next?.documents ?? [] }] : [];
  });
}

/** What a rule says about an example, whatever its scope is. */
export function judge(rule: Rule, example: Example, context: Context): readonly SetFinding[] {
  const about = (subject: number, findings: readonly Finding[]) =>
    findings.map((finding) => ({ ...finding, subject }));
  switch (rule.scope) {
    case "object":
      return example.after.flatMap((object, index) => about(index, evaluate(rule, object, context)));
    case "resource":
      return example.after.flatMap((document, index) =>
        about(index, evaluate(rule, resourceOf(document), context)),
      );
    case "set":
      return evaluate(rule, example.after, context);
    case "change":
      return evaluate(rule, example, context);
    case "promotion":
      return evaluate(rule, promotionOf(example), context);
  }
}

/** The same pair, as a promotion rule names it. */
export function promotionOf({ before, after }: Example): Promotion {
  return { earlier: before, later: after };
}

/** A resource as a page of a resource rule writes it: type, name, options and properties, as Pulumi YAML does. */
export function resourceOf(document: Value): PulumiResource {
  const type = textAt(document, "type");
  const [, apiVersion = "", kind = ""] = type.split(":");
  const properties = read(document, ["properties"]);
  const object = properties.state === "known" ? properties.value : UNKNOWN;
  const protect = read(document, ["options", "protect"]);
  return {
    type,
    name: textAt(document, "name"),
    options: {
      protect: protect.state === "unknown" ? UNKNOWN : protect.state === "known" && protect.value === true,
    },
    object: isMap(object) ? { apiVersion: apiVersion.replace(/^core\//, ""), kind, ...object } : object,
  };
}

function textAt(document: Value, field: string): string {
  const reading = read(document, [field]);
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}
