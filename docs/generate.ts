/**
 * Writes the documentation that follows from the code, and checks that it is up to date:
 *
 *     node --require ts-node/register/transpile-only docs/generate.ts [--check]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rules } from "../safety";
import { renderAirGapped } from "./air-gapped";
import type { Page } from "./markdown";
import { renderArchitecture } from "./architecture";
import { renderConfiguration } from "./configuration";
import { renderRuleIndex } from "./rule-index";
import { renderRules } from "./rule-tables";
import { renderVersions } from "./versions";

/** All generated pages, as they should be. Pure. */
export function render(): readonly Page[] {
  return [
    renderRuleIndex(),
    { path: "docs/rules/README.md", content: renderRules(rules) },
    renderArchitecture(),
    renderConfiguration(),
    renderVersions(),
    renderAirGapped(),
  ];
}

/** The pages whose file differs from what it should be, or is missing. */
export function stale(pages: readonly Page[], root: string): readonly Page[] {
  return pages.filter((page) => {
    try {
      return readFileSync(resolve(root, page.path), "utf8") !== page.content;
    } catch {
      return true;
    }
  });
}

function main(args: readonly string[]): number {
  const root = resolve(__dirname, "..");
  const pages = stale(render(), root);
  if (args.includes("--check")) {
    for (const page of pages) {
      process.stderr.write(`✗ ${page.path} is out of date: run docs/generate.ts and commit the result\n`);
    }
    return pages.length === 0 ? 0 : 1;
  }
  for (const page of pages) {
    writeFileSync(resolve(root, page.path), page.content);
    process.stderr.write(`✔ wrote ${page.path}\n`);
  }
  return 0;
}

if (require.main === module) {
  process.exitCode = main(process.argv.slice(2));
}
