import { inspect, misshapen, undecided } from "./expect";
import type { Finding } from "./finding";
import { formatPath, isList, UNKNOWN } from "./value";
import type { Path, Value } from "./value";

/**
 * Requires that a list of sync options holds one of several, each written exactly so: Argo CD ignores what it does not
 * know.
 */
export function mustListOption(
  allowed: readonly string[],
  root: Value,
  path: Path,
  because: string,
): readonly Finding[] {
  const missing = {
    path,
    message: `must list ${allowed.join(" or ")} in ${formatPath(path)}, because ${because}`,
  };
  return inspect(root, path, {
    known: (options) => {
      if (!isList(options)) {
        return [misshapen(path, "a list", options)];
      }
      if (options.some((option) => typeof option === "string" && allowed.includes(option))) {
        return [];
      }
      const unknown = options.indexOf(UNKNOWN);
      return [unknown === -1 ? missing : undecided([...path, unknown])];
    },
    absent: () => [missing],
  });
}
