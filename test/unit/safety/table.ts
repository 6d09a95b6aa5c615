import assert from "node:assert/strict";
import {
  evaluate,
  formatPath,
  type Context,
  type Finding,
  type PulumiResource,
  type RuleOf,
  type SetFinding,
  type Value,
} from "../../../safety";
import { today } from "./examples";

/** What every row says: its name, and which fields the rule must point at (none: it must be satisfied). */
interface Expectation {
  readonly name: string;
  /** The environment of the stack or overlay; production when left out. */
  readonly environment?: string;
  /** The rest of what the front end tells the rule. */
  readonly context?: Partial<Context>;
  /** The fields that findings point at, in order; of a set "<subject> <field>", of the earlier revision "-<subject>". */
  readonly finds: readonly string[];
  /** Whether these findings are about values that are not known yet. */
  readonly undecided?: true;
  /** What the first message must say. */
  readonly message?: RegExp;
}

/** One row of an object rule's table. */
export interface Row extends Expectation {
  readonly object: Value;
}

/** Declares one mocha test per row. */
export function table(rule: RuleOf<"object">, rows: readonly Row[]): void {
  declare(rows, ({ object }, context) => evaluate(rule, object, context), formatFinding);
}

/** The same for a set rule. */
export function setTable(
  rule: RuleOf<"set">,
  rows: readonly (Expectation & { readonly objects: readonly Value[] })[],
): void {
  declare(rows, ({ objects }, context) => evaluate(rule, objects, context), formatSetFinding);
}

/** The same for a change rule. */
export function changeTable(
  rule: RuleOf<"change">,
  rows: readonly (Expectation & { readonly before: readonly Value[]; readonly after: readonly Value[] })[],
): void {
  declare(rows, (change, context) => evaluate(rule, change, context), formatSetFinding);
}

/** The same for a promotion rule. */
export function promotionTable(
  rule: RuleOf<"promotion">,
  rows: readonly (Expectation & { readonly earlier: readonly Value[]; readonly later: readonly Value[] })[],
): void {
  declare(rows, (promotion, context) => evaluate(rule, promotion, context), formatSetFinding);
}

/** The same for a resource rule. */
export function resourceTable(
  rule: RuleOf<"resource">,
  rows: readonly (Expectation & { readonly resource: PulumiResource })[],
): void {
  declare(rows, ({ resource }, context) => evaluate(rule, resource, context), formatFinding);
}

function formatFinding({ path }: Finding): string {
  return formatPath(path);
}

function formatSetFinding({ subject, removed, path }: SetFinding): string {
  return `${removed === true ? "-" : ""}${subject} ${formatPath(path)}`;
}

function declare<R extends Expectation, F extends Finding>(
  rows: readonly R[],
  run: (row: R, context: Context) => readonly F[],
  format: (finding: F) => string,
): void {
  for (const row of rows) {
    it(`${row.finds.length === 0 ? "accepts" : "finds"} ${row.name}`, () => {
      const context = { today, ...row.context, environment: row.environment ?? "production" };
      const findings = run(row, context);
      assert.deepEqual(
        findings.map(format),
        row.finds,
        findings.map((finding) => finding.message).join("\n"),
      );
      for (const finding of findings) {
        assert.equal(finding.undecided, row.undecided, finding.message);
      }
      if (row.message !== undefined) {
        assert.match(findings[0]?.message ?? "", row.message);
      }
    });
  }
}
