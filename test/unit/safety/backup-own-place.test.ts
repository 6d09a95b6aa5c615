import { UNKNOWN, type Value } from "../../../safety";
import { backupOwnPlace } from "../../../safety/rules/backup-own-place";
import { backup, edit } from "./objects";
import { setTable } from "./table";

const at = (s3: Value, kind = "Backup") => edit(edit(backup(), ["kind"], kind), ["spec", "storage"], { s3 });
const place = { bucket: "backups", prefix: "mariadb", endpoint: "s3.example.com" };
const bucket = "0 spec.storage.s3.bucket";

describe("backup-own-place", () => {
  setTable(backupOwnPlace, [
    { name: "one series", objects: [at(place)], finds: [] },
    {
      name: "two prefixes",
      objects: [at(place), at({ ...place, prefix: "binlogs" }, "PointInTimeRecovery")],
      finds: [],
    },
    { name: "two stores", objects: [at(place), at({ ...place, endpoint: "s3.example.org" })], finds: [] },
    { name: "one place for two", objects: [at(place), at(place)], finds: ["1 spec.storage.s3"] },
    {
      name: "one place in two spellings",
      objects: [at(place), at({ ...place, prefix: "/mariadb/" }, "PhysicalBackup")],
      finds: ["1 spec.storage.s3"],
    },
    { name: "two buckets without prefixes", objects: [at({ bucket: "a" }), at({ bucket: "b" })], finds: [] },
    {
      name: "two claims",
      objects: [edit(at(null), ["spec", "storage"], {}), edit(at(null), ["spec", "storage"], {})],
      finds: [],
    },
    {
      name: "the bucket of the environment",
      objects: [at({ ...place, bucket: "backups-production-1" })],
      finds: [],
    },
    {
      name: "the bucket of another environment",
      objects: [at({ ...place, bucket: "backups-staging-1" })],
      finds: [bucket],
    },
    {
      name: "production's bucket in dev",
      objects: [
        edit(
          at({ ...place, bucket: "backups-prod" }),
          ["metadata", "labels", "mariadb-gitops.dev/environment"],
          "dev",
        ),
      ],
      environment: "dev",
      finds: [bucket],
    },
    {
      name: "a stricter name without a label",
      objects: [at({ ...place, bucket: "backups-production" })],
      environment: "dev",
      finds: [],
    },
    {
      name: "the prefix of another environment",
      objects: [at({ ...place, prefix: "dev/mariadb" })],
      finds: ["0 spec.storage.s3.prefix"],
    },
    { name: "a word that begins alike", objects: [at({ ...place, bucket: "development-tools" })], finds: [] },
    {
      name: "a bucket that is not known yet",
      objects: [at({ ...place, bucket: UNKNOWN })],
      finds: [bucket],
      undecided: true,
    },
    {
      name: "an endpoint that is not known yet, beside another series",
      objects: [at(place), at({ ...place, endpoint: UNKNOWN })],
      finds: ["1 spec.storage.s3.endpoint"],
      undecided: true,
    },
    {
      name: "storage that is not known yet",
      objects: [at(UNKNOWN)],
      finds: ["0 spec.storage.s3"],
      undecided: true,
    },
    { name: "no spec", objects: [edit(backup(), ["spec"], undefined)], finds: [] },
  ]);
});
