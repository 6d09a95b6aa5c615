import type { Value } from "../safety";
import { mariadbGroup } from "../safety/kinds";
import { identityOf } from "../safety/objects";
import { isMap } from "../safety/value";
import type { Diagnostic } from "./diagnostic";

/** The group of mariadb-operator until 2024. */
const formerGroup = "mariadb.mmontes.io";

/** Kinds of the former group were called DatabaseMariaDB, UserMariaDB and so on. */
const formerSuffix = /(?<=.)MariaDB$/;

const translated = new WeakMap<object, Value>();

/**
 * An object of the operator's former group as the one of today that it was written to be; any other object as it is. The
 * group was renamed and the kinds kept their fields, so one outdated line must not hide what else is wrong.
 */
export function current(object: Value): Value {
  if (!isMap(object) || identityOf(object).group !== formerGroup) {
    return object;
  }
  const today = translated.get(object) ?? {
    ...object,
    apiVersion: `${mariadbGroup}/v1alpha1`,
    kind: identityOf(object).kind.replace(formerSuffix, ""),
  };
  translated.set(object, today);
  return today;
}

/**
 * Findings about the API version, one for each file and version: every object of a file has the same first line, and one
 * correction of it.
 *
 * @param diagnostics In the order of files and lines.
 */
export function saidOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const causeOf = ({ file, rule, level, field, message }: Diagnostic) =>
    field === "apiVersion" && /^The \S+ "[^"]*" /.test(message)
      ? JSON.stringify([file, rule.id, level, message.replace(/^The \S+ "[^"]*" /, "")])
      : undefined;
  const same = Map.groupBy(diagnostics, causeOf);
  return diagnostics.flatMap((diagnostic) => {
    const cause = causeOf(diagnostic);
    const all = cause === undefined ? [diagnostic] : (same.get(cause) ?? []);
    const others = all.length - 1;
    if (others === 0) {
      return [diagnostic];
    }
    const objects = `${others} other object${others === 1 ? "" : "s"} of this file`;
    return all[0] === diagnostic
      ? [{ ...diagnostic, message: `${diagnostic.message} The same holds for ${objects}.` }]
      : [];
  });
}
