import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatPath, rules, type Rule, type RuleOf } from "../safety";
import { mustBeAbsent, mustBeSet, text } from "../safety/expect";
import { levels } from "../safety/rule";
import { ReviewProblem, type Position } from "./diagnostic";
import { parseManifest } from "./manifest";
import { ownRules } from "./own-rules";
import { ruleFileSchema, wrongIn, type WrittenRule } from "./project-schema";

/** A rule of an organisation. */
export interface OwnRule {
  readonly rule: Rule;
  readonly written: WrittenRule;
}

/**
 * Reads the rules of an organisation. They are data and never code, so that reviewing a stranger's branch runs nothing
 * of it.
 *
 * @param name The path from the top of the checkout.
 * @throws ReviewProblem for the first thing in the file that this command does not understand.
 */
export function readOwnRules(top: string, name: string): readonly OwnRule[] {
  if (!existsSync(join(top, name))) {
    throw new ReviewProblem(
      `rules: ${name} does not exist. Set the path of a file, relative to the top of the repository.`,
    );
  }
  const { objects, diagnostics } = parseManifest(readFileSync(join(top, name), "utf8"), name);
  const wrong = (place: Position | undefined, message: string) =>
    new ReviewProblem(`${name}:${place?.line ?? 1}: ${message}`);
  const [unread] = diagnostics;
  if (unread !== undefined) {
    throw wrong(unread, unread.message);
  }
  const [content] = objects;
  const [problem] = wrongIn(content?.object ?? {}, ruleFileSchema);
  if (problem !== undefined) {
    throw wrong(content?.positionOf(problem.path), problem.message);
  }
  const { rules: written } = content?.object as unknown as { readonly rules: readonly WrittenRule[] };
  const taken = new Set([...ownRules, ...rules].map(({ id }) => id));
  return written.map((rule, index) => {
    const refused = refusal(rule, taken);
    if (refused !== undefined) {
      throw wrong(content?.positionOf(["rules", index, refused[0]]), `rules[${index}].${refused.join(" ")}`);
    }
    taken.add(rule.id);
    return { rule: ruleOf(rule, name), written: rule };
  });
}

function refusal(
  { id, must, oneOf }: WrittenRule,
  taken: ReadonlySet<string>,
): readonly [field: string, problem: string] | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) {
    return ["id", "must be words in lower case joined by -, such as acme-team-label."];
  }
  if (taken.has(id)) {
    return ["id", `is ${id}, which is the id of another rule; choose one of your own, such as acme-${id}.`];
  }
  return (must === undefined) === (oneOf === undefined)
    ? ["must", "or oneOf says what is required; set exactly one of them."]
    : undefined;
}

function ruleOf(written: WrittenRule, file: string): RuleOf<"object"> {
  const { id, title, why, remedy, severity = "medium", group, kinds, path, must, oneOf = [] } = written;
  const because = "the rules of this repository require it";
  // The value is not quoted: nobody knows whether the field may hold a secret.
  const message = `must set ${formatPath(path)} to ${oneOf.join(" or ")}, because ${because}`;
  return {
    scope: "object",
    id,
    title,
    why,
    remedy,
    severity,
    levels: levels(written.levels),
    appliesTo: [{ group, kinds }],
    references: [],
    docs: file,
    check: (object) =>
      must === undefined
        ? text(object, path, {
            known: (value) => (oneOf.includes(value) ? [] : [{ path, message }]),
            absent: () => [{ path, message }],
          })
        : (must === "be-set" ? mustBeSet : mustBeAbsent)(object, path, because),
  };
}
