import { isServerImage } from "../database-names";
import { eachField, eachText, text } from "../expect";
import { misshapen, type Finding } from "../finding";
import { configMaps, mariadbs } from "../kinds";
import { identityOf } from "../objects";
import { isOn, optionsIn, optionsOf } from "../option-file";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";
import { eachContainer, workloads } from "../workloads";

export const crashSafeSettings = defineRule({
  id: "crash-safe-settings",
  scope: "object",
  title: "No setting of a server gives up committed data or its access control",
  why:
    "With innodb_flush_log_at_trx_commit=0 or sync_binlog=0 a crash of the server or its node loses transactions that " +
    "clients were told are committed; without innodb_doublewrite a page that was half written stays broken. " +
    "innodb_force_recovery is for rescuing a broken server and corrupts a healthy one, skip-grant-tables makes " +
    "everybody root, and pc.ignore_quorum lets both halves of a Galera cluster accept writes.",
  severity: "critical",
  appliesTo: [mariadbs, configMaps, ...workloads],
  remedy:
    "Remove the option from spec.myCnf, the option file or the arguments of the container, or set it to its safe value: " +
    "innodb_flush_log_at_trx_commit=1, sync_binlog=1, innodb_doublewrite=1.",
  references: [
    {
      title: "MariaDB: InnoDB system variables",
      url: "https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-system-variables",
    },
    {
      title: "Galera: weighted quorum and pc.ignore_quorum",
      url: "https://galeracluster.com/library/documentation/galera-parameters.html#pc-ignore-quorum",
    },
  ],
  check: (object) => {
    switch (identityOf(object).kind) {
      case "MariaDB":
        return text(object, ["spec", "myCnf"], { known: (file, path) => risks(optionsIn(file), path) });
      case "ConfigMap":
        return optionFiles(object);
      default:
        return eachContainer(object, (_, path) => commandLine(object, path));
    }
  },
});

function optionFiles(object: Value): readonly Finding[] {
  return eachField(object, ["data"], (value, path, name) => {
    if (!/\.(cnf|ini)$/i.test(name)) {
      return [];
    }
    return typeof value === "string" ? risks(optionsIn(value), path) : [misshapen(path, "a string", value)];
  });
}

/** An image or a word that is not known yet might be one of those. */
function commandLine(object: Value, container: Path): readonly Finding[] {
  const known = (image: string): readonly Finding[] =>
    isServerImage(image)
      ? ["command", "args"].flatMap((field) => {
          const path = [...container, field];
          const words: string[] = [];
          const unread = eachText(object, path, (word) => {
            words.push(word);
            return [];
          });
          return [...unread, ...risks(optionsOf(words), path)];
        })
      : [];
  return text(object, [...container, "image"], { known });
}

const lastSecond = "a crash then loses transactions that were committed";

/** Dangerous values, by option, with what they do. */
const dangers: Readonly<Record<string, readonly [(value: string) => boolean, string]>> = {
  innodb_flush_log_at_trx_commit: [(value) => value === "0", lastSecond],
  sync_binlog: [(value) => value === "0", "a crash then loses events that replicas and restores need"],
  innodb_doublewrite: [(value) => !isOn(value), "a page that was half written cannot be repaired"],
  skip_innodb_doublewrite: [isOn, "a page that was half written cannot be repaired"],
  innodb_flush_method: [(value) => /^nosync$/i.test(value), lastSecond],
  innodb_force_recovery: [
    (value) => !/^0*$/.test(value),
    "it is for rescuing data and corrupts a healthy server",
  ],
  skip_grant_tables: [isOn, "everybody may then log in as root"],
  wsrep_provider_options: [
    (value) => /\bpc\.ignore_(quorum|sb)\s*=\s*(1|true|yes|on)\b/i.test(value),
    "both halves of a split cluster then accept writes",
  ],
};

function risks(options: ReadonlyMap<string, string>, path: Path): readonly Finding[] {
  return Object.entries(dangers).flatMap(([name, [isDangerous, because]]) => {
    const value = options.get(name);
    const message = `must not set ${name} so in ${formatPath(path)}, because ${because}`;
    return value !== undefined && isDangerous(value) ? [{ path, message }] : [];
  });
}
