import { cronGap } from "../cron";
import { text } from "../expect";
import type { Finding } from "../finding";
import { backups, mariadbs } from "../kinds";
import { defineRule } from "../rule";
import { oneBackupOfEachServer } from "../storage";
import type { Value } from "../value";

const cron = ["spec", "schedule", "cron"];
const hours = 24;

export const backupInterval = defineRule({
  id: "backup-interval",
  scope: "set",
  title: "Each production server is backed up at least once a day",
  why:
    "What was written since the last backup is what a restore loses. A weekly schedule means up to a week, and a " +
    "schedule that skips the weekend loses Friday evening's orders on Monday. Binary logs narrow the gap only where " +
    "they are archived, and that has known holes.",
  severity: "high",
  levels: { dev: "advisory", staging: "advisory", production: "mandatory" },
  appliesTo: [mariadbs, backups],
  remedy: 'Set a spec.schedule.cron that runs at least every 24 hours, such as "0 2 * * *".',
  references: [
    {
      title: "mariadb-operator: scheduling backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
    {
      title: "Kyverno: backups as frequent as the recovery point asks",
      url: "https://kyverno.io/policies/kasten/kasten-hourly-rpo/kasten-hourly-rpo/",
    },
  ],
  equivalents: ["kyverno/kasten-hourly-rpo"],
  check: (objects, context) => oneBackupOfEachServer(objects, context, tooRare),
});

function tooRare(backup: Value): readonly Finding[] {
  const message = `must run at least every ${hours} hours in spec.schedule.cron, because a restore loses what is newer`;
  return text(backup, cron, {
    known: (written, path) => ((cronGap(written) ?? Infinity) > hours * 60 ? [{ path, message }] : []),
    absent: (path) => [{ path, message }],
  });
}
