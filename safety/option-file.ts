/** Sections of an option file that the server reads; those of clients and of mariadb-backup say nothing about it. */
const serverSection =
  /^(server|galera|embedded|mysqld([-_]?[\d.]+|_safe)?|mariadbd?([-_]?[\d.]+)?|mariadbd-safe)$/i;

const header = /^\s*\[([^\]]*)\]/;
const option = /^\s*([A-Za-z][\w.-]*)\s*(?:=\s*(.*?))?\s*$/;

/** Names are compared as the server does: `-` and `_` alike, without `loose_`. */
function canonical(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("-", "_")
    .replace(/^loose_/, "");
}

/**
 * The options of the server in an option file of MariaDB, such as `my.cnf`. The last line of a name wins; an option
 * without a value has the value "".
 *
 * @example optionsIn("[mariadb]\nsync-binlog=1\n").get("sync_binlog") === "1"
 */
export function optionsIn(file: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  let server = true;
  for (const line of file.split(/\r?\n/)) {
    const section = header.exec(line)?.[1];
    if (section !== undefined) {
      server = serverSection.test(section.trim());
    }
    const [, name, value = ""] = option.exec(line.replace(/(^|\s)[#;].*$/, "")) ?? [];
    if (server && section === undefined && name !== undefined) {
      options.set(canonical(name), value.replace(/^(["'])(.*)\1$/, "$2"));
    }
  }
  return options;
}

/** The same options on the command line of a server: `--sync-binlog=1`, also inside the text of a shell. */
export function optionsOf(words: readonly string[]): ReadonlyMap<string, string> {
  const found = words.flatMap((word) => [...word.matchAll(/(?<![\w-])--([A-Za-z][\w-]*)(?:=(\S*))?/g)]);
  return new Map(
    found.map(([, name = "", value = ""]) => [canonical(name), value.replace(/^(["'])(.*)\1$/, "$2")]),
  );
}

/** Whether an option that is a switch is on: without a value it is. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^(0|off|false|no)$/i.test(value);
}
