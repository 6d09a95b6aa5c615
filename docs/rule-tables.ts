import { environments, type Rule } from "../safety";
import { table } from "./markdown";

/** Links to the page of a rule, from a page beside it. */
function link({ id }: Rule): string {
  return `[${id}](${id}.md)`;
}

/** The page with the table of all rules. */
export function renderRules(listed: readonly Rule[]): string {
  const rows = listed.map((rule) => [
    link(rule),
    rule.title,
    rule.severity,
    ...environments.map((environment) => rule.levels[environment]),
    rule.scope,
    kindsOf(rule),
    (rule.equivalents ?? []).join(", "),
  ]);
  return page("Safety rules", [
    "A mandatory finding stops the preview, the update or the review; an advisory one is shown.",
    "",
    "An object rule looks at one object, a set rule at the relations inside one rendered set, a change rule at two",
    "revisions of a set (in a review only), a promotion rule at an environment beside the one before it (in a review",
    "with `--promoted-from` only), a resource rule at a Pulumi resource with its options.",
    "[WRITING.md](WRITING.md) says how to write one.",
    "",
    ...table(["Rule", "What must hold", "Severity", ...environments, "Scope", "Kinds", "Equivalents"], rows),
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

function page(title: string, lines: readonly string[]): string {
  const note = "<!-- Written by docs/generate.ts from safety/. Do not edit. -->";
  return [`# ${title}`, "", note, "", ...lines, ""].join("\n");
}
