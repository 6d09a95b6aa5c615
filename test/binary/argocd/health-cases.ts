/** What an object is expected to be: its kind, spec and status, and how its health begins. */
export type Case = readonly [what: string, kind: string, content: object, expected: string];

export const ready = (status: string, reason: string, message: string, type = "Ready") => ({
  type,
  status,
  reason,
  message,
});
export const complete = (status: string, reason: string, message: string) =>
  ready(status, reason, message, "Complete");
export const conditions = (...list: unknown[]) => ({ status: { conditions: list } });

const running = ready("True", "StatefulSetReady", "Running");
const updated = ready("True", "Updated", "Updated", "Updated");
const pending = ready("False", "PendingUpdate", "Pending update", "Updated");

export const server: Case[] = [
  ["is ready", "MariaDB", conditions(running), "Healthy: Running"],
  ["is ready and updated", "MariaDB", conditions(running, updated), "Healthy: Running"],
  [
    "starts",
    "MariaDB",
    conditions(ready("False", "StatefulSetNotReady", "Not ready")),
    "Progressing: Not ready",
  ],
  [
    "rolls out",
    "MariaDB",
    conditions(running, ready("False", "Updating", "Updating", "Updated")),
    "Progressing: Up",
  ],
  ["is to be updated", "MariaDB", conditions(running, pending), "Progressing: Pending update"],
  [
    "is left to a person to update",
    "MariaDB",
    { spec: { updateStrategy: { type: "Never" } }, ...conditions(running, pending) },
    "Suspended: An update waits for a person: the update strategy is Never",
  ],
  [
    "restores",
    "MariaDB",
    conditions(running, ready("False", "RestoreNotComplete", "Restoring", "BackupRestored")),
    "Progressing: Restoring",
  ],
  [
    "failed",
    "MariaDB",
    conditions(ready("False", "Failed", "Error creating ConfigMap")),
    "Degraded: Error creating",
  ],
  [
    "failed behind a Ready that is still True",
    "MariaDB",
    conditions(running, ready("False", "Failed", "Resize failed", "StorageResized")),
    "Degraded: Resize failed",
  ],
  [
    "cannot archive its binlogs",
    "MariaDB",
    conditions(running, ready("False", "ArchiveBinlogsError", "Error archiving", "BinlogsArchived")),
    "Degraded: Error archiving",
  ],
  ["is suspended", "MariaDB", { spec: { suspend: true }, ...conditions(running) }, "Suspended"],
  ["says that it is suspended", "MariaDB", conditions(ready("False", "Suspended", "Suspended")), "Suspended"],
  [
    "has an unknown condition",
    "MariaDB",
    conditions(running, ready("Unknown", "X", "y", "Updated")),
    "Progressing",
  ],
  ["is ready", "MaxScale", conditions(ready("True", "MaxScaleReady", "Running")), "Healthy: Running"],
  [
    "lacks a server",
    "MaxScale",
    conditions(ready("False", "MaxScaleNotReady", "Server a not ready")),
    "Progressing",
  ],
  ["is suspended", "MaxScale", { spec: { suspend: true } }, "Suspended"],
];

const sqlKinds = ["Database", "User", "Grant", "Connection", "ExternalMariaDB"];
export const sql: Case[] = sqlKinds.flatMap((kind): Case[] => [
  ["exists", kind, conditions(ready("True", "Created", "Created")), "Healthy: Created"],
  ["waits for its server", kind, conditions(ready("False", "Failed", "MariaDB not ready")), "Progressing"],
  [
    "waits for its server to be found",
    kind,
    conditions(ready("False", "Failed", "MariaDB not found")),
    "Progressing",
  ],
  [
    "cannot connect yet",
    kind,
    conditions(ready("False", "Failed", "Error connecting to MariaDB: dial tcp: connection refused")),
    "Progressing",
  ],
  [
    "failed",
    kind,
    conditions(ready("False", "Failed", "Error creating app: access denied")),
    "Degraded: Error cre",
  ],
  [
    "lost its connection",
    kind,
    conditions(ready("False", "Healthy", "invalid connection")),
    "Degraded: invalid",
  ],
]);
