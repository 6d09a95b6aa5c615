/** How Flux judges the health of the objects of one kind: CEL over the object's top-level fields. */
export interface HealthCheck {
  apiVersion: string;
  kind: string;
  /** True when the object is ready. */
  current: string;
  /** True when waiting any longer is of no use; asked before `current`. */
  failed?: string;
}

/*
 * Flux knows none of these kinds, and would take them for ready as soon as they exist. Read in the operator's source:
 *
 * - No status carries an observedGeneration. Right after a change the old conditions still count.
 * - The reason `Failed` says no more than that one attempt failed, such as before the server is up or its Secret is
 *   there. It is waited out.
 * - A backup or job that failed is Complete=True with the reason JobFailed.
 * - A condition of an object without `status` cannot be asked for. Flux takes that error for "not ready yet" and asks
 *   again, so an expression must not touch `status` where a kind may do without one.
 */

const condition = (type: string, test: string): string =>
  `(has(status.conditions) && status.conditions.exists(c, c.type == '${type}' && ${test}))`;

const ready = condition("Ready", "c.status == 'True'");

/** Servers: ready, and with every pod at the declared version. */
const server = {
  // Nothing changes and nothing is backed up while a server is suspended, and it does not end by itself.
  failed: "has(spec.suspend) && spec.suspend",
  current: `${ready} && status.conditions.all(c, c.type != 'Updated' || c.status == 'True')`,
};

const resource = { current: ready };

const suspended = "(has(spec.schedule) && has(spec.schedule.suspend) && spec.schedule.suspend)";

/** Jobs: done, or accepted by the schedule. A suspended schedule is a template, and ready as it is. */
const job = {
  failed: `!${suspended} && ${condition("Complete", "c.reason in ['JobFailed', 'CronJobFailed']")}`,
  current: [
    suspended,
    `(has(spec.schedule) && ${condition("Complete", "c.reason != 'Failed'")})`,
    condition("Complete", "c.status == 'True'"),
  ].join(" || "),
};

/** It has no conditions at all: what it leads to shows in the MariaDB that refers to it. */
const withoutStatus = { current: "true" };

/** A Secret that does not unseal stays that way until somebody seals it again. */
const sealed = {
  failed: condition("Synced", "c.status == 'False'"),
  current: condition("Synced", "c.status == 'True'"),
};

const databaseKinds = {
  MariaDB: server,
  MaxScale: server,
  Database: resource,
  User: resource,
  Grant: resource,
  Connection: resource,
  ExternalMariaDB: resource,
  Backup: job,
  PhysicalBackup: job,
  Restore: job,
  SqlJob: job,
  PointInTimeRecovery: withoutStatus,
};

/** The health of every kind that a database repository may hold and that Flux does not know by itself. */
export const healthChecks: readonly HealthCheck[] = [
  ...Object.entries(databaseKinds).map(([kind, expressions]) => ({
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    ...expressions,
  })),
  { apiVersion: "bitnami.com/v1alpha1", kind: "SealedSecret", ...sealed },
];
