import { UNKNOWN, type Value } from "../../../safety";
import { backupValid } from "../../../safety/rules/backup-valid";
import { backup, edit, mariadb, named } from "./objects";
import { table } from "./table";

const good = backup();
const change = (path: string, value: Value | undefined) => edit(good, path.split("."), value);
const bucket = { bucket: "b", endpoint: "s3.example.com" };
const operator = (kind: string) => named("k8s.mariadb.com/v1alpha1", kind, "a");

describe("backup-valid", () => {
  table(backupValid, [
    { name: "a good backup", object: good, finds: [] },
    ...["30d", "720", "", "-1h", "0s", "1 week"].map((retention) => ({
      name: `the retention "${retention}"`,
      object: change("spec.maxRetention", retention),
      finds: ["spec.maxRetention"],
      message: /as a Go duration in hours/,
    })),
    { name: "a retention of two hours", object: change("spec.maxRetention", "2h"), finds: [] },
    { name: "the operator's retention", object: change("spec.maxRetention", undefined), finds: [] },
    {
      name: "30d in dev",
      object: change("spec.maxRetention", "30d"),
      environment: "dev",
      finds: ["spec.maxRetention"],
    },
    {
      name: "a schedule that is none",
      object: change("spec.schedule.cron", "daily"),
      finds: ["spec.schedule.cron"],
    },
    { name: "no schedule", object: change("spec.schedule", undefined), finds: [] },
    {
      name: "S3 in clear",
      object: change("spec.storage.s3.tls", undefined),
      finds: ["spec.storage.s3.tls.enabled"],
    },
    {
      name: "S3 with TLS switched off",
      object: change("spec.storage.s3.tls.enabled", false),
      finds: ["spec.storage.s3.tls.enabled"],
    },
    { name: "a volume", object: change("spec.storage", { persistentVolumeClaim: {} }), finds: [] },
    {
      name: "the archive of a recovery in clear",
      object: edit(operator("PointInTimeRecovery"), ["spec", "storage", "s3"], bucket),
      finds: ["spec.storage.s3.tls.enabled"],
    },
    {
      name: "a restore in clear",
      object: edit(operator("Restore"), ["spec", "s3"], bucket),
      finds: ["spec.s3.tls.enabled"],
    },
    {
      name: "a server that starts from a bucket in clear",
      object: edit(mariadb(), ["spec", "bootstrapFrom", "s3"], bucket),
      finds: ["spec.bootstrapFrom.s3.tls.enabled"],
    },
    { name: "a server that starts empty", object: mariadb(), finds: [] },
    {
      name: "fields that are not known yet",
      object: edit(change("spec.maxRetention", UNKNOWN), ["spec", "storage", "s3", "tls"], UNKNOWN),
      finds: ["spec.maxRetention", "spec.storage.s3.tls"],
      undecided: true,
    },
    { name: "no spec", object: change("spec", undefined), finds: [] },
  ]);
});
