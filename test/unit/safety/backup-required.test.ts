import { UNKNOWN } from "../../../safety";
import { backupRequired } from "../../../safety/rules/backup-required";
import { backup, edit, mariadb } from "./objects";
import { setTable } from "./table";

const server = mariadb();
const good = backup();
const change = (path: string, value: Parameters<typeof edit>[2]) => edit(good, path.split("."), value);

describe("backup-required", () => {
  setTable(backupRequired, [
    { name: "a scheduled backup", objects: [server, good], finds: [] },
    { name: "a set without servers", objects: [change("spec.maxRetention", "1h")], finds: [] },
    { name: "a server without a backup", objects: [server], finds: ["0 metadata.name"] },
    { name: "a server without a backup in dev", objects: [server], environment: "dev", finds: [] },
    {
      name: "the backup of another server",
      objects: [server, change("spec.mariaDbRef.name", "other")],
      finds: ["0 metadata.name"],
    },
    {
      name: "the backup of a server of that name in another namespace",
      objects: [server, change("metadata.namespace", "other")],
      finds: ["0 metadata.name"],
    },
    {
      name: "a backup from another namespace that names the server's",
      objects: [
        server,
        edit(change("metadata.namespace", "jobs"), ["spec", "mariaDbRef", "namespace"], "mariadb-production"),
      ],
      finds: [],
    },
    {
      name: "a backup that gets its namespace later",
      objects: [server, change("metadata.namespace", undefined)],
      finds: [],
    },
    {
      name: "the backup of an external server of that name",
      objects: [server, change("spec.mariaDbRef.kind", "ExternalMariaDB")],
      finds: ["0 metadata.name"],
    },
    {
      name: "a backup without a schedule",
      objects: [server, change("spec.schedule", undefined)],
      finds: ["1 spec.schedule.cron"],
    },
    {
      name: "a schedule that is none, which backup-valid finds",
      objects: [server, change("spec.schedule.cron", "daily")],
      finds: [],
    },
    {
      name: "a suspended schedule",
      objects: [server, change("spec.schedule.suspend", true)],
      finds: ["1 spec.schedule.suspend"],
    },
    {
      name: "a retention in days, which backup-valid finds",
      objects: [server, change("spec.maxRetention", "30d")],
      finds: [],
    },
    {
      name: "a retention of two days",
      objects: [server, change("spec.maxRetention", "48h")],
      finds: ["1 spec.maxRetention"],
      message: /at least 168h/,
    },
    {
      name: "a retention below the configured floor",
      objects: [server, good],
      context: { minimumRetentionHours: 2000 },
      finds: ["1 spec.maxRetention"],
    },
    {
      name: "the operator's own retention",
      objects: [server, change("spec.maxRetention", undefined)],
      finds: [],
    },
    {
      name: "the operator's own retention below the configured floor",
      objects: [server, change("spec.maxRetention", undefined)],
      context: { minimumRetentionHours: 721 },
      finds: ["1 spec.maxRetention"],
    },
    {
      name: "S3 without TLS, which backup-valid finds",
      objects: [server, change("spec.storage.s3.tls", undefined)],
      finds: [],
    },
    {
      name: "a volume, which needs no TLS",
      objects: [server, change("spec.storage", { persistentVolumeClaim: {} })],
      finds: [],
    },
    {
      name: "a suspended template beside a good backup",
      objects: [change("spec.schedule.suspend", true), server, good],
      finds: [],
    },
    {
      name: "a physical backup",
      objects: [server, change("kind", "PhysicalBackup")],
      finds: [],
    },
    {
      name: "a backup of a server that is not known yet",
      objects: [server, change("spec.mariaDbRef.name", UNKNOWN)],
      finds: ["1 spec.mariaDbRef.name"],
      undecided: true,
    },
    {
      name: "a server whose name is not known yet",
      objects: [edit(server, ["metadata", "name"], UNKNOWN), good],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    {
      name: "a backup whose spec is not known yet, beside a good one of another server",
      objects: [server, change("spec", UNKNOWN), change("spec.mariaDbRef.name", "other")],
      finds: ["1 spec"],
      undecided: true,
    },
    {
      name: "a backup without a spec",
      objects: [server, change("spec", undefined)],
      finds: ["0 metadata.name"],
    },
    {
      name: "every server, whatever the first one has",
      objects: [server, good, edit(server, ["metadata", "name"], "second")],
      finds: ["2 metadata.name"],
    },
  ]);
});
