import { mustBeAbsent } from "../expect";
import { mariadbs, operatorKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";

export const noRestoreInGit = defineRule({
  id: "no-restore-in-git",
  scope: "object",
  title: "A restore is ordered by a person, not delivered with every sync",
  why:
    "A Restore object imports a backup into a live server as soon as it exists, over the rows that are there. In Git it " +
    "is an order that runs again whenever the object is made again: in a rebuilt cluster, in an environment that the " +
    "branch is promoted to, after somebody deleted the finished one. bootstrapFrom is the same order, written on the " +
    "server.",
  severity: "critical",
  appliesTo: [operatorKinds("Restore"), mariadbs],
  remedy:
    "Remove the Restore, or spec.bootstrapFrom, and apply it manually as the runbook says; where a new server is filled " +
    "through Git, take an exception and remove the field in the next revision.",
  references: [
    {
      title: "mariadb-operator: restoring a backup",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md#restore",
    },
    {
      title: "Kyverno: no restore into a protected namespace",
      url: "https://kyverno.io/policies/velero/block-velero-restore/block-velero-restore/",
    },
  ],
  equivalents: ["kyverno/block-velero-restore"],
  check: (object) =>
    identityOf(object).kind === "MariaDB"
      ? mustBeAbsent(
          object,
          ["spec", "bootstrapFrom"],
          "a server that is made again would import the backup again",
        )
      : [
          {
            path: ["kind"],
            message: "must not be delivered, because it imports a backup over live data whenever it is made",
          },
        ],
});
