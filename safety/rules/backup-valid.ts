import { parseCron } from "../cron";
import { goDurationSeconds } from "../duration";
import { inspect, mustBe, text } from "../expect";
import type { Finding } from "../finding";
import { backups, mariadbs, operatorKinds } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath, type Path, type Value } from "../value";

export const backupValid = defineRule({
  id: "backup-valid",
  scope: "object",
  title: "A backup can run as it is written, and crosses the network encrypted",
  why:
    "The definition accepts any text as a retention, and the operator then fails on 30d, because Go durations have no " +
    "days. A schedule that is none never runs. S3 without tls is plain HTTP: the whole database crosses the network in " +
    "clear, and so does everything that a restore reads.",
  severity: "high",
  appliesTo: [backups, operatorKinds("PointInTimeRecovery", "Restore"), mariadbs],
  remedy:
    'Set spec.maxRetention in hours ("720h"), spec.schedule.cron as five fields, and spec.storage.s3.tls.enabled: true ' +
    "(spec.s3.tls.enabled of a Restore, spec.bootstrapFrom.s3.tls.enabled of a MariaDB).",
  references: [
    {
      title: "mariadb-operator: logical backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
    { title: "Go: durations", url: "https://pkg.go.dev/time#ParseDuration" },
  ],
  check: (object) => [...retention(object), ...schedule(object), ...encrypted(object, bucketOf(object))],
});

function bucketOf(object: Value): Path {
  switch (identityOf(object).kind) {
    case "MariaDB":
      return ["spec", "bootstrapFrom", "s3"];
    case "Restore":
      return ["spec", "s3"];
    default:
      return ["spec", "storage", "s3"];
  }
}

function encrypted(object: Value, bucket: Path): readonly Finding[] {
  return inspect(object, bucket, {
    known: () =>
      mustBe(
        true,
        object,
        [...bucket, "tls", "enabled"],
        "the data otherwise crosses the network in plaintext",
      ),
  });
}

function retention(object: Value): readonly Finding[] {
  return text(object, ["spec", "maxRetention"], {
    known: (written, path) => {
      const message = `must write ${formatPath(path)} as a Go duration in hours, such as "720h"`;
      return (goDurationSeconds(written) ?? 0) > 0 ? [] : [{ path, message }];
    },
  });
}

function schedule(object: Value): readonly Finding[] {
  return text(object, ["spec", "schedule", "cron"], {
    known: (written, path) => {
      const message = `must write ${formatPath(path)} as five fields of cron, such as 0 2 * * *`;
      return parseCron(written) === undefined ? [{ path, message }] : [];
    },
  });
}
