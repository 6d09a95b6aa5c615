import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { skip } from "../../support/skip";
import { parseAll, parseManifest, type Manifest } from "../../../review/manifest";
import { plainDocuments } from "../../../review/plain-yaml";
import type { Path } from "../../../safety";

/** Everything that a manifest says, with the place of every field in it and of some that are not. */
function said({ objects, diagnostics }: Manifest): unknown {
  return {
    diagnostics,
    objects: objects.map(({ object, comment, positionOf }) => ({
      object,
      comment,
      keys: JSON.stringify(object),
      places: pathsIn(object, []).map((path) => [path, positionOf(path)]),
    })),
  };
}

function pathsIn(value: unknown, path: Path): readonly Path[] {
  const below =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, field]) =>
          pathsIn(field, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [path, [...path, "missing"], [...path, 7], ...below];
}

/** The plain reader gives up, or says the same as the parser of all of YAML. */
function agrees(text: string): boolean {
  if (plainDocuments(text) === undefined) {
    return false;
  }
  assert.deepEqual(said(parseManifest(text, "a.yaml")), said(parseAll(text, "a.yaml")), text);
  return true;
}

/** The YAML files below a folder. */
function yamlBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && /\.ya?ml$/.test(one.name) && !one.parentPath.includes("node_modules"))
    .map((one) => readFileSync(join(one.parentPath, one.name), "utf8"));
}

const repository = join(__dirname, "../../..");
const corpus = join(process.env.MARIADB_GITOPS_SHARED ?? join(repository, "../shared"), "corpus");

describe("the reader of plain YAML", function () {
  this.timeout(120_000);

  it("says the same as the parser of all of YAML for the manifests of this repository", () => {
    const texts = ["gitops", "examples", "test"].flatMap((name) => yamlBelow(join(repository, name)));
    assert.ok(texts.filter(agrees).length > 5);
  });

  it("says the same for public repositories", function () {
    const archives = tryList(corpus).filter((name) => name.endsWith(".tgz"));
    if (archives.length === 0) {
      skip(this, "the corpus of public repositories is not beside this one");
    }
    const folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-plain-"));
    try {
      archives.forEach((name) => execFileSync("tar", ["-xzf", join(corpus, name), "-C", folder]));
      const read = yamlBelow(folder).filter(agrees).length;
      assert.ok(read > 50, `${read} were plain`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("says the same for lines put together at random", () => {
    const values = [
      ...[
        "",
        "a",
        "a b",
        "500Gi",
        "0",
        "-0",
        "-1",
        "007",
        "0o7",
        "0x1F",
        "1_000",
        "1e3",
        "1.5",
        "1.2.3",
        ".5",
      ],
      ...[
        "yes",
        "No",
        "on",
        "true",
        "TRUE",
        "null",
        "~",
        "y",
        '"a: b"',
        "'it'",
        '"a\\n"',
        "''",
        '""',
        "{}",
        "[]",
      ],
      ...[
        "{a: b}",
        "[a]",
        "|",
        "|-",
        ">",
        "|2",
        "a: b",
        "a:b",
        "a #b",
        "a#b",
        "a:",
        "&x a",
        "*x",
        "!!str 1",
        "a ",
      ],
      ...[
        "-",
        "- a",
        "--- a",
        "2024-01-01",
        "12:30:45",
        "http://a/b#c",
        "@a",
        "`a`",
        "%a",
        "${A:=b}",
        "{{ a }}",
        "+1",
      ],
      ...["é", "a é", "'→ 日本'", "😀", "a\u00a0b", "a\u2028b", "\ufeffa"],
      ...["-a", "--a=b", "? a", "a, b", "a]", "1e", "0b1", ".inf", ".nan", "=", "<<"],
    ];
    const keys = ["a", "b", "c.d/e", "a-b", "kind", "y", "on", "<<", '"q"', "1", "__proto__", "true", "_x"];
    const line = fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.constantFrom(...keys), fc.constantFrom(...values))
          .map(([key, value]) => `${key}: ${value}`.trimEnd()),
      },
      { weight: 3, arbitrary: fc.constantFrom(...keys).map((key) => `${key}:`) },
      { weight: 3, arbitrary: fc.constantFrom(...values) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("", "# a", "---", "...", "  ", "--- ", "a: |", "-", "- - a", "-  a: b"),
      },
    );
    const dashed = fc.tuple(fc.constantFrom("", "", "", "- ", "- - "), line).map((parts) => parts.join(""));
    const indented = fc
      .tuple(fc.constantFrom(0, 0, 2, 2, 4, 6, 1, 3), dashed)
      .map(([depth, text]) => " ".repeat(depth) + text);
    let read = 0;
    fc.assert(
      fc.property(fc.array(indented, { maxLength: 7 }), (lines) => {
        read += Number(agrees(`${lines.join("\n")}\n`));
      }),
      { numRuns: Number(process.env.PLAIN_YAML_RUNS ?? 5000) },
    );
    assert.ok(read > 100, `${read} were plain`);
  });
});

function tryList(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
