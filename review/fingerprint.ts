import { createHash } from "node:crypto";
import type { Diagnostic } from "./diagnostic";

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
