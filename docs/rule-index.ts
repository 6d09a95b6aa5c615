/**
 * Writes the list of rules from the files in `safety/rules`. It runs before `docs/generate.ts`, whose tables are made
 * from that list:
 *
 *     node --require ts-node/register/transpile-only docs/rule-index.ts
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "./markdown";

const root = resolve(__dirname, "..");
const folder = "safety/rules";

/** The one rule that must know the ids of all others; its file exports a function of them. */
const aboutOthers = "exception-valid";

/** The ids of the rules: the names of their files. */
export function ruleIds(): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => name.replace(/\.ts$/, ""))
    .sort();
}

/** The list of rules as it should be. */
export function renderRuleIndex(ids: readonly string[] = ruleIds()): Page {
  const others = ids.filter((id) => id !== aboutOthers);
  const lines = [
    "// Written by docs/rule-index.ts from the files of this folder. Do not edit.",
    'import type { Rule } from "../rule";',
    ...ids.map(
      (id) => `import { ${id === aboutOthers ? "exceptionValidAmong" : nameOf(id)} } from "./${id}";`,
    ),
    "",
    "const others: readonly Rule[] = [",
    ...others.map((id) => `  ${nameOf(id)},`),
    "];",
    "",
    "/** The rule about exceptions from the others. */",
    "export const exceptionValid = exceptionValidAmong(others.map(({ id }) => id));",
    "",
    "/** All rules by name. */",
    "export const rules: readonly Rule[] = [...others, exceptionValid].sort((a, b) => (a.id < b.id ? -1 : 1));",
    "",
  ];
  return { path: `${folder}/index.ts`, content: lines.join("\n") };
}

function nameOf(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

if (require.main === module) {
  const { path, content } = renderRuleIndex();
  writeFileSync(join(root, path), content);
  process.stderr.write(`✔ wrote ${path}\n`);
}
