import { about, shown, undecided, type SetFinding } from "../finding";
import { operatorKinds } from "../kinds";
import { identityOf, membersOf, sameKey, textAt, type Member } from "../objects";
import { defineRule } from "../rule";
import { read, type Value } from "../value";

const databases = operatorKinds("Database");
const users = operatorKinds("User");

export const uniqueSqlNames = defineRule({
  id: "unique-sql-names",
  scope: "set",
  title: "No two objects are one database or one user of a server",
  why:
    "Two Database objects with one name in SQL on one server are one database with two owners: they take turns to set its " +
    "character set, and when either is deleted without cleanupPolicy: Skip the operator drops the database of both. Two " +
    "User objects take turns to set the password.",
  severity: "critical",
  appliesTo: [databases, users],
  remedy: "Remove one of them, or give it another spec.name, or another spec.host where it is a User.",
  references: [
    {
      title: "mariadb-operator: SQL resources",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_resources.md",
    },
  ],
  shows: ["name"],
  check: (objects) =>
    [databases, users].flatMap((kind) => {
      const all = membersOf(objects, kind);
      return all.flatMap((member) => shared(member, all));
    }),
});

function shared(member: Member, all: readonly Member[]): readonly SetFinding[] {
  const key = sameKey(member.object);
  // One object that is written twice, as in the folders of two clusters, is still one object.
  const others = all.filter(
    ({ index, object }) => index !== member.index && (key === undefined || sameKey(object) !== key),
  );
  const unknown = deciding.map((path) => read(member.object, path)).find(({ state }) => state === "unknown");
  if (unknown !== undefined) {
    return others.length === 0 ? [] : about(member.index, [undecided(unknown.path)]);
  }
  const own = placeOf(member.object);
  const twin = others.find(({ object }) => own !== undefined && placeOf(object) === own);
  if (twin === undefined) {
    return [];
  }
  const { kind, name } = identityOf(twin.object);
  const path = textAt(member.object, sqlName) === "" ? ["metadata", "name"] : sqlName;
  const message = `must not have the name in SQL of the ${kind} ${shown(name)} on the same server`;
  return about(member.index, [{ path, message }]);
}

const sqlName = ["spec", "name"];

/** The fields that decide which database or user an object is. */
const deciding = [
  ["metadata", "name"],
  ["metadata", "namespace"],
  sqlName,
  ["spec", "host"],
  ["spec", "mariaDbRef", "name"],
  ["spec", "mariaDbRef", "namespace"],
];

/** Server and name in SQL; undefined where one is not given. */
function placeOf(object: Value): string | undefined {
  const { kind, name, namespace } = identityOf(object);
  const server = textAt(object, ["spec", "mariaDbRef", "name"]);
  const of = textAt(object, ["spec", "mariaDbRef", "namespace"]) || namespace;
  const sql = textAt(object, sqlName) || name;
  // The operator's default for a user's host.
  const host = kind === "User" ? textAt(object, ["spec", "host"]) || "%" : "";
  return server === "" || sql === "" ? undefined : JSON.stringify([of, server, sql, host]);
}
