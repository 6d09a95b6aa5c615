import { environments } from "../safety";
import type { Rule } from "../safety";
import { table } from "./markdown";
import { requirements, unanswered } from "./requirements";

/** Links to the page of a rule, from a page beside it. */
function link({ id }: Rule): string {
  return `[${id}](${id}.md)`;
}

/** The page with the table of all rules. */
export function renderRules(listed: readonly Rule[]): string {
  const rows = listed.map((rule) => [
    rule.number ?? "",
    link(rule),
    rule.title,
    rule.severity,
    ...environments.map((environment) => rule.levels[environment]),
    rule.scope,
    kindsOf(rule),
    rule.answers.join(", "),
  ]);
  return page("Safety rules", [
    "A mandatory finding stops the preview, the update or the review; an advisory one is shown.",
    "",
    "An object rule looks at one object, a set rule at the relations inside one rendered set, a change rule at two",
    "revisions of a set (in a review only), a promotion rule at an environment beside the one before it (in a review",
    "with `--promoted-from` only), a resource rule at a Pulumi resource with its options.",
    "[coverage.md](coverage.md) says which requirement each rule answers, [WRITING.md](WRITING.md) how to write one.",
    "",
    ...table(
      ["Number", "Rule", "What must hold", "Severity", ...environments, "Scope", "Kinds", "Answers"],
      rows,
    ),
    ...contradictions(listed),
  ]);
}

function kindsOf(rule: Rule): string {
  const kinds = rule.appliesTo.flatMap((target) => target.kinds);
  return kinds.map((kind) => (kind === "*" ? "every kind" : kind)).join(", ");
}

/** The rules of other sets that a user would have to switch off. */
function contradictions(listed: readonly Rule[]): readonly string[] {
  const rows = listed.flatMap((rule) =>
    (rule.contradicts ?? []).map((other) => [`[${other.rule}](${other.url})`, link(rule), other.why]),
  );
  return rows.length === 0
    ? []
    : [
        "",
        "## Rules of other sets that ask for the reverse",
        "",
        ...table(["Their rule", "Ours", "Why"], rows),
      ];
}

/** The page that says which rules answer each requirement. */
export function renderCoverage(listed: readonly Rule[]): string {
  const rows = requirements.map(({ id, title }) => {
    const answering = listed.filter((rule) => rule.answers.includes(id));
    return [id, title, answering.length === 0 ? (unanswered[id] ?? "open") : answering.map(link).join(", ")];
  });
  const answered = requirements.filter(({ id }) => unanswered[id] === undefined).length;
  return page("What the rules cover", [
    `${answered} of ${rows.length} requirements are answered by rules; the others say why not. POL is the list of policies,`,
    "PAR what public policy sets have for this subject, BEY what none of them has. The test of a rule is",
    "`test/unit/safety/<rule>.test.ts`.",
    "",
    ...table(["Requirement", "What it asks", "Rules"], rows),
  ]);
}

function page(title: string, lines: readonly string[]): string {
  const note = "<!-- Written by docs/generate.ts from safety/. Do not edit. -->";
  return [`# ${title}`, "", note, "", ...lines, ""].join("\n");
}
