/**
 * What the project is measured against, and what proves each line: rules, and tests by their titles. The data is in the
 * YAML files beside this one.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, normalize, resolve } from "node:path";
import { Type, type Static, type TProperties } from "typebox";
import { Value } from "typebox/value";
import ts from "typescript";
import { parse } from "yaml";

const text = Type.String({ minLength: 1 });
const texts = Type.Array(text, { minItems: 1 });

function entry<Fields extends TProperties>(fields: Fields) {
  const common = { what: Type.Optional(text), resolution: Type.Optional(text), note: Type.Optional(text) };
  return Type.Object({ ...common, ...fields }, { additionalProperties: false });
}

/** What shows that a requirement is met: ids of rules, titles of tests by file, or files that say or do it. */
const proof = {
  rules: Type.Optional(texts),
  tests: Type.Optional(Type.Record(Type.String(), texts)),
  files: Type.Optional(texts),
};
const covered = entry(proof);
/** Where it will come. What is there already stands beside it. */
const planned = entry({ ...proof, planned: Type.Array(text) });
const notTaken = entry({ notTaken: text });

const themes = Type.Array(
  Type.Object(
    { title: text, entries: Type.Record(Type.String(), Type.Union([covered, planned, notTaken])) },
    { additionalProperties: false },
  ),
);

/** One requirement: covered, planned, or not taken for a reason. */
export type Entry = Static<typeof covered> | Static<typeof planned> | Static<typeof notTaken>;
export type Requirements = Readonly<Record<string, Entry>>;

/** The titles of a test file, and of its tables of cases. What a template fills in is "*". */
export type TitlesOf = (file: string) => readonly string[] | undefined;

const root = resolve(__dirname, "../..");

/**
 * Reads the entries of one of the data files.
 *
 * @throws Error when the data is of the wrong shape
 */
export function readRequirements(name: "acceptance" | "rules"): Requirements {
  return requirementsOf(parse(readFileSync(join(__dirname, `${name}.yaml`), "utf8")));
}

/** The entries of all themes of parsed data; a requirement that is written twice is an error of the YAML. */
export function requirementsOf(data: unknown): Requirements {
  if (!Value.Check(themes, data)) {
    const problems = Value.Errors(themes, data).map(
      ({ instancePath, message }) => `${instancePath} ${message}`,
    );
    throw new Error(`The requirements cannot be read:\n${problems.join("\n")}`);
  }
  return Object.fromEntries(data.flatMap(({ entries }) => Object.entries(entries)));
}

/** Whether the repository has a file or folder of this path. */
export function inRepository(path: string): boolean {
  return path === normalize(path) && !/^(\/|\.\.)/.test(path) && existsSync(join(root, path));
}

/** The titles of a test file of the repository; undefined when there is no such file. */
export function titlesOf(file: string): readonly string[] | undefined {
  if (!inRepository(file)) {
    return undefined;
  }
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest);
  const titles: string[] = [];
  source.forEachChild(visit);
  return titles;

  function visit(node: ts.Node): void {
    const title = titleIn(node);
    if (title !== undefined) {
      titles.push(title);
    }
    node.forEachChild(visit);
  }
}

/** `it("...")`, `describe("...")`, and `title: "..."` of a case. */
function titleIn(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const [first] = node.arguments;
    return ["it", "describe"].includes(node.expression.text) && first ? textOf(first) : undefined;
  }
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "title"
    ? textOf(node.initializer)
    : undefined;
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join("");
  }
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** What is wrong with the requirements: one sentence for each rule, test or file that does not exist. Pure. */
export function requirementProblems(
  requirements: Requirements,
  ruleIds: readonly string[],
  titles: TitlesOf = titlesOf,
  exists: (path: string) => boolean = inRepository,
): readonly string[] {
  return Object.entries(requirements).flatMap(([id, found]) => {
    const { rules = [], tests = {}, files = [] }: Static<typeof covered> = "notTaken" in found ? {} : found;
    const proofs = [...rules, ...Object.keys(tests), ...files];
    const empty = !("notTaken" in found) && !("planned" in found) && proofs.length === 0;
    return [
      ...(empty ? ["nothing proves it"] : []),
      ...rules.filter((rule) => !ruleIds.includes(rule)).map((rule) => `there is no rule ${rule}`),
      ...files.filter((file) => !exists(file)).map((file) => `${file} does not exist`),
      ...Object.entries(tests).flatMap(([file, named]) => missingTitles(file, named, titles(file))),
    ].map((problem) => `${id}: ${problem}`);
  });
}

function missingTitles(
  file: string,
  named: readonly string[],
  titles: readonly string[] | undefined,
): readonly string[] {
  return titles === undefined
    ? [`${file} does not exist`]
    : named
        .filter((title) => !titles.includes(title))
        .map((title) => `${file} has no test called "${title}"`);
}

/** What is wrong with the ids of a list: within a theme they run from 01 upwards, without a gap. Pure. */
export function numberingProblems(ids: readonly string[]): readonly string[] {
  const themesOf = Map.groupBy(ids, (id) => id.replace(/-.*/, ""));
  return [...themesOf].flatMap(([theme, found]) =>
    found.flatMap((id, index) => {
      const expected = `${theme}-${String(index + 1).padStart(2, "0")}`;
      return id === expected ? [] : [`${id} stands in the place of ${expected}`];
    }),
  );
}
