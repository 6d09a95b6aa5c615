/** Lines of Argo CD's policy language: "p, <subject>, <resource>, <action>, <object>, <effect>". */
export interface PolicyLine {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: string;
}

/** One line; undefined for an empty line, a comment, or a line that gives nobody a permission. */
export function parsePolicy(line: string): PolicyLine | undefined {
  const [type, subject = "", resource = "", action = "", object = "", effect = ""] = fieldsOf(line);
  return type === "p" ? { subject, resource, action, object, effect } : undefined;
}

/** The fields of a line; one with a comma in it is quoted. */
function fieldsOf(line: string): readonly string[] {
  return (line.match(/"(?:[^"]|"")*"|[^,"]+/g) ?? [])
    .map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .replaceAll('""', '"'),
    )
    .filter((field) => field !== "");
}

/** What takes data away, runs something on it, or syncs what is not in Git: one request of each kind. */
const deeds: readonly (readonly [string, string])[] = [
  ["delete", "delete"],
  ["delete/*", "delete/k8s.mariadb.com/MariaDB/databases/mariadb"],
  ["delete/*", "delete/k8s.mariadb.com/Database/databases/app"],
  ["delete/*", "delete//PersistentVolumeClaim/databases/storage-mariadb-0"],
  ["delete/*", "delete//Secret/databases/mariadb-root"],
  ["override", "override"],
  ["action/*", "action/k8s.mariadb.com/MariaDB/suspend"],
  ["action/*", "action/apps/StatefulSet/scale"],
];

/**
 * What a line grants that may destroy data, as an action's name; undefined when nothing. What another line denies to
 * the same subject is not granted, because a denial wins.
 */
export function destructiveGrant(line: PolicyLine, all: readonly PolicyLine[]): string | undefined {
  if (line.effect === "deny" || !matches(line.resource, "applications")) {
    return undefined;
  }
  const denials = all.filter(
    ({ subject, effect, object }) =>
      effect === "deny" && subject === line.subject && [line.object, "*", "*/*"].includes(object),
  );
  const granted = deeds.find(
    ([, deed]) => matches(line.action, deed) && !denials.some(({ action }) => matches(action, deed)),
  );
  return granted?.[0];
}

/** Whether a pattern matches: a star stands for any text, slashes included. */
export function matches(pattern: string, value: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) {
    return head === value;
  }
  const tail = rest.pop() ?? "";
  if (!value.startsWith(head) || !value.endsWith(tail) || value.length < head.length + tail.length) {
    return false;
  }
  let middle = value.slice(head.length, value.length - tail.length);
  return rest.every((part) => {
    const at = middle.indexOf(part);
    middle = at === -1 ? "" : middle.slice(at + part.length);
    return at !== -1;
  });
}
