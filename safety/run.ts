import type { Finding } from "./finding";
import { formatPath } from "./value";

/**
 * Runs a check. A defect of the rule is a finding, because a check that did not run proves nothing.
 *
 * @param failed What to report for a check that threw.
 */
export function run<F extends Finding>(
  check: () => readonly F[],
  failed: (defect: Finding) => readonly F[],
): readonly F[] {
  try {
    return distinct(check());
  } catch (error) {
    return failed(defect(error));
  }
}

/** One unknown field that several others sit in is one finding. */
function distinct<F extends Finding & { readonly subject?: number; readonly removed?: true }>(
  findings: readonly F[],
): readonly F[] {
  const seen = new Set<string>();
  return findings.filter(({ subject, removed, path, message }) => {
    const key = JSON.stringify([subject, removed, formatPath(path), message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The error's message may quote the object, so only its name is given. */
function defect(error: unknown): Finding {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `could not be checked: the rule itself failed with ${name}, which is a defect of the rule; report it`;
  return { path: [], message };
}
