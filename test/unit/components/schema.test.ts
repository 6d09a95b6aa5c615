import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

import {
  Analyzer,
  type AnalyzeResult,
  type TypeDefinition,
} from "@pulumi/pulumi/provider/experimental/analyzer";
import ts from "typescript";

/** Every component that the package exports. */
const components = [
  "ArgoCd",
  "AwsDatabaseFoundation",
  "BackupBucket",
  "DatabaseAlerts",
  "DatabaseApplication",
  "DatabaseCredentials",
  "DatabaseEnvironment",
  "DatabaseKustomization",
  "DatabaseNamespace",
  "DatabaseProject",
  "DatabaseSource",
  "DeletionGuard",
  "ExternalSecret",
  "ExternalSecrets",
  "Flux",
  "MariaDbOperator",
  "Platform",
  "SealedSecret",
  "SealedSecrets",
  "SecretStore",
];

/** The analyzer with the state that it keeps, also after a component failed. */
interface Inference {
  componentNames: Set<string>;
  typeDefinitions: Record<string, TypeDefinition>;
  readonly checker: ts.TypeChecker;
  readonly program: ts.Program;
  analyze(): AnalyzeResult;
}

const root = resolve(__dirname, "../../..");
const entry = join(root, "components/index.ts");

describe("the schema of the package", function () {
  // It type-checks the package: two seconds on an idle machine.
  this.timeout(120_000);
  let folder: string;
  let analyzer: Inference;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "schema-"));
    analyzer = analyzerIn(folder);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const name of components) {
    it(`can be inferred for ${name}`, () => {
      const { components: found, typeDefinitions } = schemaOf(analyzer, [name]);
      const inputs = found[name]?.inputs ?? {};
      assert.notDeepEqual(inputs, {});
      for (const [type, properties] of [
        [name, inputs] as const,
        ...Object.entries(typeDefinitions).map(([type, { properties = {} }]) => [type, properties] as const),
      ]) {
        for (const [property, definition] of Object.entries(properties)) {
          // A chart's values are free. Of other properties the type was lost, as behind `extends Omit<...>`.
          if (property !== "values") {
            assert.doesNotMatch(JSON.stringify(definition), /Any/, `${type}.${property}`);
          }
        }
      }
    });
  }

  it("has every component that is exported", () => {
    const { checker } = analyzer;
    const classes = exportsOf(analyzer).filter((symbol) =>
      (checker.getDeclaredTypeOfSymbol(symbol).getBaseTypes() ?? []).some(
        (base) => base.symbol.name === "ComponentResource",
      ),
    );
    assert.deepEqual(classes.map(({ name }) => name).sort(), components);
  });

  it("mentions only types that are exported", () => {
    const exported = exportsOf(analyzer).map(({ name }) => name);
    const mentioned = Object.keys(schemaOf(analyzer, components).typeDefinitions);
    assert.deepEqual(
      mentioned.filter((name) => !exported.includes(name)),
      [],
    );
  });
});

/** The analyzer of Pulumi's component provider, without the types of the providers: no argument may mention them. */
function analyzerIn(folder: string): Inference {
  const stub = join(folder, "provider.d.ts");
  writeFileSync(stub, "declare const provider: any;\nexport = provider;\n");
  const providers = ["kubernetes", "aws", "random", "tls"].flatMap((name) => [
    `@pulumi/${name}`,
    `@pulumi/${name}/*`,
  ]);
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      types: [],
      rootDir: root,
      paths: Object.fromEntries(providers.map((name) => [name, [stub]])),
    },
    files: [entry],
    include: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const names = new Set(components);
  return new Analyzer(
    folder,
    "mariadb-gitops",
    { main: relative(folder, entry) },
    names,
  ) as unknown as Inference;
}

function schemaOf(analyzer: Inference, names: readonly string[]): AnalyzeResult {
  analyzer.componentNames = new Set(names);
  analyzer.typeDefinitions = {};
  return analyzer.analyze();
}

/** What `components/index.ts` exports, each resolved to its declaration. */
function exportsOf({ checker, program }: Inference): ts.Symbol[] {
  const source = program.getSourceFile(entry);
  const index = source && checker.getSymbolAtLocation(source);
  assert.ok(index);
  return checker
    .getExportsOfModule(index)
    .map((symbol) =>
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol),
    );
}
