import { UNKNOWN, type Value } from "../../../safety";
import { backupOffCluster } from "../../../safety/rules/backup-off-cluster";
import { backup, edit, mariadb } from "./objects";
import { setTable } from "./table";

const stored = (storage: Value) => edit(backup(), ["spec", "storage"], storage);
const claim = stored({ persistentVolumeClaim: {} });

describe("backup-off-cluster", () => {
  setTable(backupOffCluster, [
    { name: "a backup in S3", objects: [mariadb(), backup()], finds: [] },
    {
      name: "a backup in Azure",
      objects: [mariadb(), edit(stored({ azureBlob: {} }), ["kind"], "PhysicalBackup")],
      finds: [],
    },
    { name: "a backup in a claim", objects: [mariadb(), claim], finds: ["1 spec.storage"] },
    {
      name: "a volume snapshot",
      objects: [mariadb(), stored({ volumeSnapshot: {} })],
      finds: ["1 spec.storage"],
    },
    { name: "a backup in a claim beside one in S3", objects: [claim, mariadb(), backup()], finds: [] },
    {
      name: "a backup in a claim in staging",
      objects: [mariadb(), claim],
      environment: "staging",
      finds: [],
    },
    { name: "a server without backups, which another rule finds", objects: [mariadb()], finds: [] },
    {
      name: "the backup of another server in S3",
      objects: [mariadb(), claim, edit(backup(), ["spec", "mariaDbRef", "name"], "other")],
      finds: ["1 spec.storage"],
    },
    {
      name: "a backup of a server that is not known yet",
      objects: [mariadb(), edit(backup(), ["spec", "mariaDbRef", "name"], UNKNOWN)],
      finds: ["1 spec.mariaDbRef.name"],
      undecided: true,
    },
    {
      name: "storage that is not known yet",
      objects: [mariadb(), stored(UNKNOWN)],
      finds: ["1 spec.storage"],
      undecided: true,
    },
    {
      name: "a bucket that is not known yet",
      objects: [mariadb(), stored({ s3: UNKNOWN })],
      finds: ["1 spec.storage.s3"],
      undecided: true,
    },
    {
      name: "a server that is not known yet",
      objects: [edit(mariadb(), ["metadata", "name"], UNKNOWN), claim],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    {
      name: "a backup without a spec, which is of no server",
      objects: [mariadb(), edit(backup(), ["spec"], undefined)],
      finds: [],
    },
    {
      name: "the backup of an external server",
      objects: [mariadb(), edit(claim, ["spec", "mariaDbRef", "kind"], "ExternalMariaDB")],
      finds: [],
    },
    {
      name: "the backup of a server in another namespace",
      objects: [mariadb(), edit(claim, ["spec", "mariaDbRef", "namespace"], "other")],
      finds: [],
    },
  ]);
});
