import { undecided, type Finding } from "../finding";
import { backups, mariadbs } from "../kinds";
import { defineRule } from "../rule";
import { oneBackupOfEachServer } from "../storage";
import { read, type Value } from "../value";

const storage = ["spec", "storage"];

/** Stores outside the cluster. */
const remote = ["s3", "azureBlob"];

export const backupOffCluster = defineRule({
  id: "backup-off-cluster",
  scope: "set",
  title: "One backup of each production server is kept outside its cluster",
  why:
    "A backup in a claim or a volume snapshot is kept by the same storage system as the data, in the same account, and " +
    "is deleted by the same mistakes: a lost cluster, a wrong terraform destroy, a broken storage array. It helps " +
    "against a DROP TABLE and against nothing else.",
  severity: "critical",
  levels: { dev: "advisory", staging: "advisory", production: "mandatory" },
  appliesTo: [mariadbs, backups],
  remedy:
    "Set spec.storage.s3 (or azureBlob, of a PhysicalBackup) in one Backup or PhysicalBackup of the server.",
  references: [
    {
      title: "mariadb-operator: storage of backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md#storage-types",
    },
    {
      title: "Kyverno: 3-2-1 backups",
      url: "https://kyverno.io/policies/kasten/kasten-3-2-1-backup/kasten-3-2-1-backup/",
    },
  ],
  equivalents: ["kyverno/kasten-3-2-1-backup"],
  check: (objects, context) => oneBackupOfEachServer(objects, context, inside),
});

function inside(backup: Value): readonly Finding[] {
  const readings = remote.map((name) => read(backup, [...storage, name]));
  const unknown = readings.find(({ state }) => state === "unknown");
  if (readings.some(({ state }) => state === "known")) {
    return [];
  }
  const message = "must write spec.storage.s3, because a backup inside the cluster is lost with the data";
  return [unknown === undefined ? { path: storage, message } : undecided(unknown.path)];
}
