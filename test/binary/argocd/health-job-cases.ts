import { complete, conditions, type Case } from "./health-cases";

const scheduled = { spec: { schedule: { cron: "0 2 * * *" } } };
const suspended = { spec: { schedule: { cron: "0 2 * * *", suspend: true } } };

export const job: Case[] = [
  ...["Backup", "PhysicalBackup", "Restore", "SqlJob"].flatMap((kind): Case[] => [
    ["succeeded", kind, conditions(complete("True", "JobComplete", "Success")), "Healthy: Success"],
    ["failed, which is Complete too", kind, conditions(complete("True", "JobFailed", "Failed")), "Degraded"],
    ["runs once", kind, conditions(complete("False", "JobRunning", "Running")), "Progressing: Running"],
    [
      "waits for its server",
      kind,
      conditions(complete("False", "Failed", "MariaDB not ready")),
      "Progressing",
    ],
    [
      "cannot be made",
      kind,
      conditions(complete("False", "Failed", "Error creating Job")),
      "Degraded: Error",
    ],
    ["is suspended", kind, conditions(complete("False", "JobSuspended", "Suspended")), "Suspended"],
  ]),
  [
    "has not run yet",
    "Backup",
    { ...scheduled, ...conditions(complete("False", "CronJobScheduled", "Scheduled")) },
    "Healthy: Scheduled",
  ],
  [
    "failed tonight",
    "Backup",
    { ...scheduled, ...conditions(complete("False", "CronJobScheduled", "Failed")) },
    "Degraded",
  ],
  [
    "runs tonight",
    "Backup",
    { ...scheduled, ...conditions(complete("False", "CronJobRunning", "Running")) },
    "Healthy: Running",
  ],
  [
    "succeeded tonight",
    "Backup",
    { ...scheduled, ...conditions(complete("True", "CronJobSucess", "Success")) },
    "Healthy: Success",
  ],
  [
    "no longer runs",
    "Backup",
    { ...suspended, ...conditions(complete("True", "CronJobSucess", "Success")) },
    "Suspended",
  ],
  [
    "failed and no longer runs",
    "Backup",
    { ...suspended, ...conditions(complete("True", "JobFailed", "Failed")) },
    "Degraded",
  ],
  [
    "waits for the night",
    "PhysicalBackup",
    { ...scheduled, status: { nextScheduleTime: "2026-11-22T02:00:00Z" } },
    "Healthy: Scheduled",
  ],
  ["is not seen yet", "PhysicalBackup", scheduled, "Progressing"],
  [
    "runs tonight",
    "PhysicalBackup",
    { ...scheduled, ...conditions(complete("False", "JobRunning", "Running")) },
    "Healthy: Running",
  ],
  [
    "is the template of replicas",
    "PhysicalBackup",
    suspended,
    "Healthy: The schedule is suspended and has never run",
  ],
  [
    "stopped",
    "PhysicalBackup",
    { ...suspended, status: { lastScheduleTime: "2026-11-20T02:00:00Z" } },
    "Suspended",
  ],
];

export const others: Case[] = [
  ["archived nothing", "PointInTimeRecovery", {}, "Healthy: Nothing is archived yet"],
  [
    "archives",
    "PointInTimeRecovery",
    { status: { lastRecoverableTime: "2026-11-20T10:00:00Z" } },
    "Healthy: Recoverable up to 2026-11-20T10:00:00Z",
  ],
  ["is healthy", "Application", { status: { health: { status: "Healthy" } } }, "Healthy"],
  [
    "is degraded",
    "Application",
    { status: { health: { status: "Degraded", message: "no" } } },
    "Degraded: no",
  ],
  ["is new", "Application", {}, "Progressing"],
];

/** Shapes that no operator writes, and that break a check which trusts its input. */
export const malformed: readonly object[] = [
  { status: null },
  { status: "ready" },
  { status: [] },
  { status: {} },
  { status: { conditions: null } },
  { status: { conditions: "True" } },
  { status: { conditions: {} } },
  { status: { conditions: ["Ready", 1, null, {}] } },
  { status: { conditions: [{ type: "Ready" }, { type: "Complete" }] } },
  { status: { conditions: [{ type: "Ready", status: true, reason: 1, message: {} }] } },
  {
    status: { conditions: [{ type: "Complete", status: "False", reason: "Failed" }] },
    spec: { schedule: "daily" },
  },
  { spec: null, status: { health: "Healthy", lastRecoverableTime: 5 } },
];
