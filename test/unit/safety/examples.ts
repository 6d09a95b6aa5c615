import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Rule, ValueMap } from "../../../safety";

/** An example of a rule's page. */
export type Example = ValueMap & { readonly apiVersion: string; readonly kind: string };

/** The page of a rule. */
export function pageOf(rule: Rule): string {
  return readFileSync(resolve(__dirname, "../../..", rule.docs), "utf8");
}

/** The objects in the YAML examples of one section of a rule's page; there must be some. */
export function examples(rule: Rule, heading: "Bad" | "Good"): readonly Example[] {
  const section = pageOf(rule)
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  const blocks = [...(section ?? "").matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
  assert.notEqual(blocks.length, 0, `${rule.docs} has no examples under ${heading}`);
  return blocks.flatMap((block) => parseAllDocuments(block).map((document) => document.toJS() as Example));
}
