import { eachKept, type Revisions } from "../changes";
import { cronGap } from "../cron";
import { goDurationSeconds } from "../duration";
import { mustNotBeTrue, text } from "../expect";
import { undecided, type Finding } from "../finding";
import { backups } from "../kinds";
import { isExactly } from "../labels";
import { textAt } from "../objects";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

const cron = ["spec", "schedule", "cron"];
const suspend = ["spec", "schedule", "suspend"];
const retention = ["spec", "maxRetention"];

export const backupScheduleKept = defineRule({
  id: "backup-schedule-kept",
  scope: "change",
  title: "No revision stops a backup, makes it rarer or keeps it for a shorter time",
  why:
    "A schedule that is suspended for an afternoon is found suspended on the day of the restore. A shorter retention " +
    "acts at once: the next run deletes all older backups, and a revert in Git does not bring them back. Nothing else " +
    "reports it, because the objects stay healthy.",
  severity: "critical",
  appliesTo: [backups],
  remedy: "Put spec.schedule and spec.maxRetention back; stop a schedule with an exception that ends.",
  references: [
    {
      title: "mariadb-operator: scheduling and retention of backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
  ],
  check: (change) =>
    eachKept(change, [backups], (revisions) => [
      ...schedule(revisions),
      ...suspended(revisions),
      ...shorter(revisions),
    ]),
});

function schedule({ before, after }: Revisions): readonly Finding[] {
  if (read(before, cron).state === "absent") {
    return [];
  }
  return text(after, cron, {
    known: (later) => {
      const [was, is] = [cronGap(textAt(before, cron)), cronGap(later)];
      const message = `must not run less often than before in ${formatPath(cron)}`;
      return was !== undefined && is !== undefined && is > was ? [{ path: cron, message }] : [];
    },
    absent: () => [
      { path: cron, message: `must keep ${formatPath(cron)}, because it runs only once without` },
    ],
  });
}

/** One that was suspended before may be a template of replicas, and is not stopped by this change. */
function suspended({ before, after }: Revisions): readonly Finding[] {
  return isExactly(read(before, suspend), true)
    ? []
    : mustNotBeTrue(after, suspend, "no backup is taken from then on");
}

function shorter({ before, after }: Revisions): readonly Finding[] {
  const later = read(after, retention);
  if (later.state === "unknown") {
    return [undecided(later.path)];
  }
  const [was, is] = [kept(before), kept(after)];
  return was === undefined || is === undefined || is >= was ? [] : [shortened(retention)];
}

/** The operator keeps backups for 720 hours where nothing is said. */
function kept(backup: Value): number | undefined {
  const absent = read(backup, retention).state === "absent";
  return goDurationSeconds(absent ? "720h" : textAt(backup, retention));
}

function shortened(path: Path): Finding {
  const message = `must not shorten ${formatPath(path)}, because the next run deletes all older backups`;
  return { path, message };
}
