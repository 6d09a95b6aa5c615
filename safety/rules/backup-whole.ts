import { list } from "../expect";
import { about, type Finding } from "../finding";
import { backups, operatorKinds } from "../kinds";
import { identityOf, membersOf, textAt } from "../objects";
import { defineRule } from "../rule";
import { UNKNOWN, read, type Value } from "../value";

const databaseNames = ["spec", "databases"];

export const backupWhole = defineRule({
  id: "backup-whole",
  scope: "set",
  title: "A backup that names its databases names all of them",
  why:
    "A Backup with a list of databases takes those and nothing else. The database that somebody adds a year later is " +
    "not on the list, and the first restore shows it. A backup without the list takes everything that is there on the " +
    "night it runs, and the accounts and rights as well.",
  severity: "high",
  appliesTo: [backups],
  remedy: "Remove spec.databases, so that the backup takes all databases.",
  references: [
    {
      title: "mariadb-operator: backup of specific databases",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
  ],
  check: (objects) => {
    const databases = membersOf(objects, operatorKinds("Database")).map(({ object }) => object);
    return membersOf(objects, backups).flatMap(({ index, object }) =>
      about(index, incomplete(object, databases)),
    );
  },
});

function incomplete(backup: Value, databases: readonly Value[]): readonly Finding[] {
  return list(backup, databaseNames, {
    known: (names) => {
      if (names.length === 0) {
        return [];
      }
      const missing = databases.filter(
        (database) => isOfSameServer(database, backup) && !names.includes(nameOf(database)),
      );
      const message = "must not leave out a database of the server, because nothing else saves it";
      return missing.length === 0 ? [] : [{ path: databaseNames, message }];
    },
  });
}

/** The name in SQL: that of the object, where the spec says no other. */
function nameOf(database: Value): Value {
  const name = read(database, ["spec", "name"]);
  return name.state === "known" ? name.value : name.state === "unknown" ? UNKNOWN : identityOf(database).name;
}

function isOfSameServer(database: Value, backup: Value): boolean {
  const server = (object: Value) => textAt(object, ["spec", "mariaDbRef", "name"]);
  const namespace = (object: Value) =>
    textAt(object, ["spec", "mariaDbRef", "namespace"]) || identityOf(object).namespace;
  const agree = (a: string, b: string) => a === b || a === "" || b === "";
  return agree(server(database), server(backup)) && agree(namespace(database), namespace(backup));
}
