import { mustBeOneOf } from "../expect";
import { backups } from "../kinds";
import { defineRule } from "../rule";

export const backupRestartNever = defineRule({
  id: "backup-restart-never",
  scope: "object",
  title: "A failed backup starts again in a new pod",
  why:
    "With the operator's default, OnFailure, the container of a failed backup is restarted in the same pod and finds " +
    "its own half-written file. It compresses that once more, uploads it and reports success; the restore finds a file " +
    "that cannot be read. With Never each retry is a new pod with a new dump.",
  severity: "critical",
  appliesTo: [backups],
  remedy:
    "Set spec.restartPolicy: Never. The field is immutable: a live backup needs a new one with another name.",
  references: [
    {
      title: "mariadb-operator #1850: a retried backup cannot be restored",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1850",
    },
  ],
  shows: ["restartPolicy"],
  check: (object) =>
    mustBeOneOf(
      ["Never"],
      object,
      ["spec", "restartPolicy"],
      "a restarted container uploads a file that cannot be restored",
    ),
});
