import { goDurationSeconds } from "../duration";
import { environmentOf, parametersOf, type Context } from "../environment";
import { mustNotBeTrue, text } from "../expect";
import { about, undecided, type Finding, type SetFinding } from "../finding";
import { backups, mariadbs } from "../kinds";
import { membersOf, type Member } from "../objects";
import { defineRule, levels } from "../rule";
import { backupsIn } from "../storage";
import { read, type Value } from "../value";

export const backupRequired = defineRule({
  id: "backup-required",
  scope: "set",
  title: "Each database server has a scheduled backup that is kept long enough",
  why:
    "A backup that nobody scheduled, that is suspended or that is kept for two days is found missing on the day it is " +
    "needed.",
  severity: "critical",
  levels: levels({ staging: "advisory" }),
  appliesTo: [mariadbs, backups],
  remedy:
    "Add a Backup or PhysicalBackup whose spec.mariaDbRef names the server, with spec.schedule.cron and spec.maxRetention " +
    'of at least a week ("720h").',
  references: [
    {
      title: "mariadb-operator: scheduling backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
    { title: "Go: durations", url: "https://pkg.go.dev/time#ParseDuration" },
  ],
  parameters: ["minimumRetentionHours"],
  check: (objects, context) => {
    const backupsOf = backupsIn(objects);
    return membersOf(objects, mariadbs)
      .filter(({ object }) => environmentOf(object, context) !== "dev")
      .flatMap((server) => withoutBackup(server, backupsOf(server.object), context));
  },
});

/** One good backup is enough: others may be templates, suspended on purpose, or kept for hours only. */
function withoutBackup(server: Member, own: readonly Member[], context: Context): readonly SetFinding[] {
  const name = read(server.object, ["metadata", "name"]);
  if (name.state === "unknown") {
    return about(server.index, [undecided(name.path)]);
  }
  if (own.length === 0) {
    const message = "must have a Backup or PhysicalBackup that names it in spec.mariaDbRef";
    return about(server.index, [{ path: ["metadata", "name"], message }]);
  }
  const judged = own.map(({ index, object }) => about(index, problems(object, context)));
  return judged.some((found) => found.length === 0) ? [] : judged.flat();
}

function problems(backup: Value, context: Context): readonly Finding[] {
  return [
    ...text(backup, ["spec", "mariaDbRef", "name"], { known: () => [] }),
    ...text(backup, ["spec", "schedule", "cron"], {
      // Whether it can run as it is written, and crosses the network encrypted, is the business of backup-valid.
      known: () => [],
      absent: (path) => [{ path, message: "must set spec.schedule.cron, because it runs only once without" }],
    }),
    ...mustNotBeTrue(backup, ["spec", "schedule", "suspend"], "no backup is taken meanwhile"),
    ...retention(backup, parametersOf(context).minimumRetentionHours),
  ];
}

/** The operator keeps backups for 720 hours where nothing is said. */
function retention(backup: Value, hours: number): readonly Finding[] {
  const path = ["spec", "maxRetention"];
  const tooShort = { path, message: `must keep backups for at least ${hours}h in spec.maxRetention` };
  return text(backup, path, {
    known: (written) => {
      const seconds = goDurationSeconds(written);
      return seconds !== undefined && seconds < hours * 3600 ? [tooShort] : [];
    },
    absent: () => (hours > 720 ? [tooShort] : []),
  });
}
