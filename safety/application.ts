import { templateOverrides } from "./applicationset";
import { isApplicationSet, withoutParameters } from "./parameters";
import type { Finding } from "./finding";
import type { Target } from "./rule";
import type { Path, Value } from "./value";

/** The two kinds that carry Argo CD Applications. */
export const argoApplications: Target = { group: "argoproj.io", kinds: ["Application", "ApplicationSet"] };

/** An Argo CD Application as a rule reads it, wherever it is written. */
export interface ApplicationView {
  /** The object to read from. In an ApplicationSet, what its generators fill in is unknown. */
  readonly root: Value;
  /** Where the Application's metadata and spec are: `[]`, or `["spec", "template"]` in an ApplicationSet. */
  readonly at: Path;
  /** Whether the object is an ApplicationSet. */
  readonly generated: boolean;
}

/**
 * Runs a check on the Application that an object is (an Application) or makes (an ApplicationSet). Whatever else can
 * change the Applications of an ApplicationSet is a finding of its own, because the check does not see the result.
 */
export function checkApplication(
  object: Value,
  check: (application: ApplicationView) => readonly Finding[],
): readonly Finding[] {
  if (!isApplicationSet(object)) {
    return check({ root: object, at: [], generated: false });
  }
  const view: ApplicationView = {
    root: withoutParameters(object),
    at: ["spec", "template"],
    generated: true,
  };
  return [...check(view), ...templateOverrides(object)];
}
