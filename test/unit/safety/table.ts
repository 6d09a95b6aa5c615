import assert from "node:assert/strict";
import { evaluate, formatPath } from "../../../safety";
import type { Rule, Value } from "../../../safety";

/** One row of a rule's table: what is given, and which fields the rule must point at (none: it must be satisfied). */
export interface Row {
  readonly name: string;
  readonly object: Value;
  /** The environment of the stack or overlay; production when left out. */
  readonly environment?: string;
  /** The fields that findings point at, in order. */
  readonly finds: readonly string[];
  /** Whether these findings are about values that are not known yet. */
  readonly undecided?: true;
  /** What the first message must say. */
  readonly message?: RegExp;
}

/** Declares one mocha test per row. */
export function table(rule: Rule, rows: readonly Row[]): void {
  for (const row of rows) {
    it(`${row.finds.length === 0 ? "accepts" : "finds"} ${row.name}`, () => {
      const findings = evaluate(rule, row.object, { environment: row.environment ?? "production" });
      assert.deepEqual(
        findings.map((finding) => formatPath(finding.path)),
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
