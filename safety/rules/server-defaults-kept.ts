import { eachKept } from "../changes";
import { undecided, type Finding } from "../finding";
import { configMaps, mariadbs } from "../kinds";
import { textAt, type Target } from "../objects";
import { defineRule } from "../rule";
import { serverSettings, type ServerSettings } from "../server-settings";
import { UNKNOWN, formatPath, read, type Value } from "../value";
import { workloads } from "../workloads";

/** The settings that count for data which is there, with the values that are the default and may come or go. */
const settings: Readonly<
  Record<string, { readonly because: string; readonly may: (value: string) => boolean }>
> = {
  lower_case_table_names: {
    because: "the server no longer finds tables whose names have capital letters",
    may: (value) => value === "0",
  },
  character_set_server: {
    because: "new tables then store text unlike those that are there",
    may: (value) => value === "utf8mb4",
  },
  collation_server: {
    because: "new tables then sort and compare unlike those that are there, and joins of the two fail",
    may: (value) => value === "utf8mb4_uca1400_ai_ci",
  },
};

const targets: readonly Target[] = [mariadbs, configMaps, ...workloads];

export const serverDefaultsKept = defineRule({
  id: "server-defaults-kept",
  scope: "change",
  title: "A server keeps how it reads the names of tables and how it stores text",
  why:
    "The option lower_case_table_names decides how a server finds the files of its tables: after a change it no longer finds those " +
    "with capital letters, replicas fail, and dumps restore into other names. character_set_server and collation_server " +
    "count for what is created from then on: new tables then compare and sort unlike the old ones, joins end with " +
    '"Illegal mix of collations", and text that the new character set lacks is refused or cut.',
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Restore the earlier value in spec.myCnf, in data of the ConfigMap, or in the arguments of the container. Choose " +
    "lower_case_table_names for a new server, before its first start; convert tables with ALTER TABLE in a migration.",
  references: [
    {
      title: "MariaDB: identifier case sensitivity",
      url: "https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-case-sensitivity",
    },
    {
      title: "MariaDB: setting character sets and collations",
      url: "https://mariadb.com/docs/server/reference/data-types/string-data-types/character-sets/setting-character-sets-and-collations",
    },
  ],
  check: (change) =>
    eachKept(change, targets, ({ before, after }) => {
      if (sameFile(before, after)) {
        return [];
      }
      const earlier = serverSettings(before, change.before);
      const later = serverSettings(after, change.after);
      return later.flatMap((now) => {
        const then = earlier.find(({ path }) => formatPath(path) === formatPath(now.path)) ?? earlier[0];
        return then === undefined ? [] : compare(then, now);
      });
    }),
});

/** A ConfigMap that both revisions name is judged by itself. */
function sameFile(before: Value, after: Value): boolean {
  const [was, is] = [fileOf(before), fileOf(after)];
  return /\.(cnf|ini)$/i.test(was) && was === is;
}

function fileOf(server: Value): string {
  const reference = ["spec", "myCnfConfigMapKeyRef"];
  return read(server, ["spec", "myCnf"]).state === "absent"
    ? ["name", "key"].map((field) => textAt(server, [...reference, field])).join("/")
    : "";
}

function compare(then: ServerSettings, { path, options }: ServerSettings): readonly Finding[] {
  const earlier = then.options;
  if (earlier === UNKNOWN || options === UNKNOWN) {
    return [undecided(path)];
  }
  return Object.entries(settings).flatMap(([name, { because, may }]) => {
    const [was, is] = [earlier.get(name), options.get(name)].map(canonical);
    const fine = was === is || (was === undefined && may(is ?? "")) || (is === undefined && may(was ?? ""));
    const verb = is === undefined ? "keep" : was === undefined ? "not add" : "not change";
    return fine ? [] : [{ path, message: `must ${verb} ${name} in ${formatPath(path)}, because ${because}` }];
  });
}

/** In MariaDB utf8 is another name of utf8mb3. */
function canonical(value: string | undefined): string | undefined {
  return value?.toLowerCase().replace(/^utf8(?=_|$)/, "utf8mb3");
}
