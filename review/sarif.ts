import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic, ReportedRule, Review } from "./diagnostic";

/** SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read. */
export function sarifReport({ diagnostics, rules, notes }: Review): string {
  const index = new Map(rules.map(({ id }, position) => [id, position]));
  const fingerprints = fingerprintsOf(diagnostics);
  const version = packageVersion();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "mariadb-gitops",
            version,
            semanticVersion: version,
            informationUri: "https://www.npmjs.com/package/mariadb-gitops",
            rules: rules.map(descriptor),
          },
        },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic, position) => ({
          ...result(diagnostic, index),
          // GitHub matches alerts by this name, the rule and the file; other viewers read the fingerprints of any name.
          partialFingerprints: { primaryLocationLineHash: fingerprints[position] ?? "" },
        })),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notes.map((text) => ({ level: "note", message: { text } })),
          },
        ],
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

/** What GitHub ranks alerts by; it calls 9 and above critical. */
const securitySeverity = { low: "3.0", medium: "5.0", high: "8.0", critical: "9.5" } as const;

/** The level of a rule where no result says its own. A result's level is that of the environment. */
const levelOf = { low: "note", medium: "warning", high: "error", critical: "error" } as const;

/** The level of a result, in the words of SARIF. */
const resultLevel: Readonly<Record<Diagnostic["level"], "error" | "warning">> = {
  error: "error",
  warning: "warning",
};

function descriptor({ id, title, why, remedy, references, severity }: ReportedRule) {
  const [first] = references;
  const links = references.map(({ title: name, url }) => `- [${name}](${url})`);
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${why} ${remedy}`, markdown: [why, remedy, ...links].join("\n\n") },
    ...(first === undefined ? {} : { helpUri: first.url }),
    defaultConfiguration: { level: levelOf[severity] },
    // GitHub ranks by the number where a rule is tagged as one of security.
    properties: {
      tags: ["security", "mariadb", "gitops"],
      "security-severity": securitySeverity[severity],
    },
  };
}

function result(diagnostic: Diagnostic, index: ReadonlyMap<string, number>) {
  const { rule, level, message, file, line, column, object, related = [] } = diagnostic;
  return {
    ruleId: rule.id,
    ruleIndex: index.get(rule.id) ?? -1,
    level: resultLevel[level],
    message: { text: `${message} ${rule.remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file).replace(/[?#]/g, encodeURIComponent) },
          region: { startLine: line, startColumn: column },
        },
        ...(object === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: object }] }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ overlay, level: own, object: other }) => ({
            message: { text: `${own} in ${overlay}` },
            ...(other === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: other }] }),
          })),
        }),
  };
}

/**
 * What a finding is recognised by in a later review, although lines have moved: its rule, object and field. What has no
 * object is known by its message. Findings of one file that agree in all of that are numbered.
 */
export function fingerprintsOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  const counts = new Map<string, number>();
  return diagnostics.map(({ file, rule, object, field, message }) => {
    const identity = JSON.stringify([rule.id, object ?? message, field ?? ""]);
    const hash = createHash("sha256").update(identity).digest("hex").slice(0, 16);
    const key = JSON.stringify([file, hash]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${hash}:${count}`;
  });
}

/**
 * The version of this package. Its package.json is in the folder above as long as this is TypeScript, and one more above
 * in dist, so the nearest one counts.
 */
export function packageVersion(folder = __dirname): string {
  const file = join(folder, "package.json");
  if (existsSync(file)) {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
    return version;
  }
  if (dirname(folder) === folder) {
    throw new Error(`${__dirname} is not in a package: no folder above it has a package.json`);
  }
  return packageVersion(dirname(folder));
}
