import { about, shown, undecided, type Finding, type SetFinding } from "../finding";
import { operatorKinds } from "../kinds";
import { identityOf, membersOf, textAt, type Member } from "../objects";
import { defineRule } from "../rule";
import { missingSecrets } from "../secret-references";
import { formatPath, read, type Path, type Value } from "../value";
import { workloads } from "../workloads";

/** Where the operator's kinds name other objects of theirs, and of which kind those are. */
const references: readonly (readonly [from: string | undefined, at: string, to: string])[] = [
  [undefined, "spec.mariaDbRef", "MariaDB"],
  [undefined, "spec.maxScaleRef", "MaxScale"],
  [undefined, "spec.pointInTimeRecoveryRef", "PointInTimeRecovery"],
  ["MariaDB", "spec.bootstrapFrom.backupRef", "Backup"],
  ["MariaDB", "spec.bootstrapFrom.pointInTimeRecoveryRef", "PointInTimeRecovery"],
  ["MariaDB", "spec.replication.replica.bootstrapFrom.physicalBackupTemplateRef", "PhysicalBackup"],
  ["PointInTimeRecovery", "spec.physicalBackupRef", "PhysicalBackup"],
  ["Restore", "spec.backupRef", "Backup"],
];

const targets = operatorKinds(
  ...["Backup", "Connection", "Database", "Grant", "MariaDB", "MaxScale", "PhysicalBackup"],
  ...["PointInTimeRecovery", "Restore", "SqlJob", "User"],
);

export const referencesResolve = defineRule({
  id: "references-resolve",
  scope: "set",
  title: "References of databases name objects and Secrets that are there",
  why:
    "The operator waits for a server, a backup or a user that is not there, and reports it only in the status of the " +
    "object: a Backup with a misspelt mariaDbRef never runs, and nobody misses it until the restore. A Grant for a user " +
    "of another name leaves the application without rights, and a User whose Secret nobody makes is never created.",
  severity: "high",
  appliesTo: [targets, ...workloads],
  remedy:
    "Correct the name, or the namespace of spec.mariaDbRef; or put the missing object, such as the ExternalSecret or " +
    "SealedSecret, into the same delivery.",
  references: [
    {
      title: "mariadb-operator: API reference",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md",
    },
  ],
  shows: ["name", "secretName", "username"],
  check: (objects, context) => [
    ...membersOf(objects, targets).flatMap((member) => [...named(objects, member), ...user(objects, member)]),
    ...missingSecrets(objects, context),
  ],
});

function named(objects: readonly Value[], { index, object }: Member): readonly SetFinding[] {
  const { kind, namespace } = identityOf(object);
  return references.flatMap(([from, at, usual]) => {
    const path = at.split(".");
    if (from !== undefined && from !== kind) {
      return [];
    }
    // A backupRef and a mariaDbRef may name another kind.
    const to = textAt(object, [...path, "kind"]) || usual;
    const of = textAt(object, [...path, "namespace"]) || namespace;
    const candidates = inNamespace(membersOf(objects, operatorKinds(to)), of).filter(
      (candidate) => candidate.index !== index,
    );
    return about(
      index,
      missing(object, [...path, "name"], to, candidates, (one) => [identityOf(one).name]),
    );
  });
}

/** A server has the users of the set when it holds any, and the one that the MariaDB makes. */
function user(objects: readonly Value[], { index, object }: Member): readonly SetFinding[] {
  const { kind, namespace } = identityOf(object);
  const server = textAt(object, ["spec", "mariaDbRef", "name"]);
  if (kind !== "Grant" || server === "") {
    return [];
  }
  const users = inNamespace(membersOf(objects, operatorKinds("User")), namespace).filter(
    (one) => textAt(one.object, ["spec", "mariaDbRef", "name"]) === server,
  );
  const servers = membersOf(objects, operatorKinds("MariaDB")).map((one) =>
    textAt(one.object, ["spec", "username"]),
  );
  const path = ["spec", "username"];
  return [...servers, "root"].includes(textAt(object, path))
    ? []
    : about(index, missing(object, path, "User", users, sqlNames));
}

const sqlNames = (one: Value) => [textAt(one, ["spec", "name"]) || identityOf(one).name];

function inNamespace(members: readonly Member[], namespace: string): readonly Member[] {
  return members.filter(
    ({ object }) => ["", namespace].includes(identityOf(object).namespace) || namespace === "",
  );
}

function missing(
  object: Value,
  path: Path,
  kind: string,
  candidates: readonly Member[],
  namesOf: (object: Value) => readonly string[],
): readonly Finding[] {
  const reading = read(object, path);
  const hidden = candidates.some((one) =>
    [
      ["metadata", "name"],
      ["spec", "name"],
    ].some((field) => read(one.object, field).state === "unknown"),
  );
  if (candidates.length === 0 || hidden) {
    return [];
  }
  if (reading.state === "unknown") {
    return [undecided(reading.path)];
  }
  const name = textAt(object, path);
  const message = `must not name the ${kind} ${shown(name)} in ${formatPath(path)}, because there is none among the ${kind} objects beside it`;
  return name === "" || candidates.some((one) => namesOf(one.object).includes(name))
    ? []
    : [{ path, message }];
}
