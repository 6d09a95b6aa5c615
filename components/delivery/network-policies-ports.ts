/**
 * The pods that the operator creates and the ports that they listen on. Source: the operator's code, up to 26.6; its
 * documentation has no list. An object in Git that sets another port needs a policy of its own.
 */

/** MariaDB's SQL port, which MaxScale's listeners use too. */
export const sqlPort = 3306;

/** The agent beside each server, which the operator calls. The kubelet's own probes need no rule. */
export const agentPort = 5555;

/** Galera: state transfer, replication and incremental state transfer. */
export const clusterPorts = [4444, 4567, 4568] as const;

/** MaxScale's REST API, for the operator, the other MaxScale pods and its exporter. */
export const maxScalePort = 8989;

/** The operator's default for exporters. */
export const exporterPort = 9104;

const nameLabel = "app.kubernetes.io/name";

/** Selectors of the operator's pods. */
export const pods = {
  /** MariaDB and MaxScale, and the jobs that restore a physical backup, which the operator labels like a server. */
  servers: { matchExpressions: [{ key: nameLabel, operator: "In", values: ["mariadb", "maxscale"] }] },
  exporters: { matchLabels: { [nameLabel]: "exporter" } },
  /** Backup, Restore and SqlJob put no label on their pods; Kubernetes itself puts this one (1.27 and later). */
  jobs: { matchExpressions: [{ key: "batch.kubernetes.io/job-name", operator: "Exists" }] },
};
