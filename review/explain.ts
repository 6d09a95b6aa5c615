import { environments, rules, type Rule } from "../safety";
import { nearestName } from "../schemas/suggestions";
import { UsageError, type ReportedRule } from "./diagnostic";
import { ownRules } from "./own-rules";

/** One line for each rule: its name, what it looks at, and what must hold. */
export function listRules(): string {
  const all: readonly ReportedRule[] = [...ownRules, ...rules];
  const width = Math.max(...all.map(({ id }) => id.length));
  const scopes = new Map<string, string>(rules.map((rule) => [rule.id, rule.scope]));
  return all
    .map(({ id, title }) => [id.padEnd(width), (scopes.get(id) ?? "text").padEnd(9), title].join("  "))
    .join("\n");
}

/**
 * What a rule requires, why, and how to fix it.
 *
 * @param name The rule's name, such as db-app-no-prune.
 */
export function explainRule(name: string): string {
  const all: readonly ReportedRule[] = [...ownRules, ...rules];
  const found = all.find(({ id }) => id === name);
  if (found === undefined) {
    const near = nearestName(
      name,
      all.map(({ id }) => id),
    );
    throw new UsageError(
      `--explain ${name} is not a rule; ${near === undefined ? "use a name from --list" : `did you mean ${near}?`}`,
    );
  }
  const rule = rules.find(({ id }) => id === found.id);
  return [
    `${found.id}: ${found.title}.`,
    section("Why", found.why),
    section("Fix", found.remedy),
    section(
      "Severity",
      `${found.severity}; ${rule === undefined ? "mandatory in every environment" : levels(rule)}`,
    ),
    ...(rule === undefined
      ? []
      : [section("Scope", scope(rule)), ...exceptions(rule), ...contradictions(rule)]),
    section(
      "References",
      [...found.references.map(({ title, url }) => `${title}: ${url}`), found.docs].join("\n  "),
    ),
  ].join("\n\n");
}

function section(heading: string, text: string): string {
  return `${heading}\n  ${text}`;
}

function levels(rule: Rule): string {
  return environments.map((environment) => `${rule.levels[environment]} in ${environment}`).join(", ");
}

function scope(rule: Rule): string {
  const kinds = rule.appliesTo.flatMap((target) => target.kinds);
  return `${rule.scope} rule; it looks at ${kinds.includes("*") ? "every kind" : kinds.join(", ")}`;
}

function exceptions({ id }: Rule): readonly string[] {
  const annotation = `exceptions.mariadb-gitops.dev/${id}: "until=YYYY-MM-DD; reason=..."`;
  return id === "exception-valid" ? [] : [section("Exception", `an annotation on the object, ${annotation}`)];
}

function contradictions({ contradicts = [] }: Rule): readonly string[] {
  return contradicts.length === 0
    ? []
    : [
        section(
          "Asks for the reverse",
          contradicts.map(({ rule, url, why }) => `${rule}: ${why} ${url}`).join("\n  "),
        ),
      ];
}
