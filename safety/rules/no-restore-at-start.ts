import { eachCommandLine } from "../command-lines";
import type { Finding } from "../finding";
import type { Target } from "../objects";
import { defineRule } from "../rule";
import { formatPath, type Path } from "../value";
import { eachContainer } from "../workloads";

/** What starts again whenever a node is drained. A Job restores once. */
const targets: readonly Target[] = [
  { group: "apps", kinds: ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] },
  { group: "", kinds: ["Pod", "ReplicationController"] },
];

export const noRestoreAtStart = defineRule({
  id: "no-restore-at-start",
  scope: "object",
  title: "No workload loads a dump whenever it starts",
  why:
    "An init container, a start script or a postStart hook runs at each start of a pod, not once: after a drained node, " +
    "an eviction or a new image the dump drops the tables and writes the rows of the day on which it was made over those " +
    "of today. Nobody has ordered that restore, and nobody is watching.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Remove the step from spec.template. Fill a new server with a file in /docker-entrypoint-initdb.d, which the image " +
    "reads only when the data directory is empty, and restore with a Job or the runbook.",
  references: [
    {
      title: "Docker Official Images: initializing the database contents",
      url: "https://github.com/docker-library/docs/tree/master/mariadb#initializing-the-database-contents",
    },
    {
      title: "Kubernetes: init containers run again with each restart of the pod",
      url: "https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior",
    },
  ],
  check: (object) =>
    eachContainer(object, (_, container) =>
      eachCommandLine(object, container, client, ({ text, path }) => restores(text, path), hooks),
    ),
});

const hooks: readonly Path[] = ["postStart", "preStop"].map((hook) => ["lifecycle", hook, "exec", "command"]);

const client = /(^|[\s/;&|("'`])(mariadb|mysql|myloader|mariadb-import|mysqlimport)($|[\s;&|)"'`])/;

const orders: readonly RegExp[] = [
  // mariadb -uroot app < /backup/dump.sql, but not a here-document
  /(^|[\s/;&|("'`])(mariadb|mysql)\s[^;|&<\n]*(?<!<)<\s*[^<\s]*(\.sql|\.dump|dump|backup)/i,
  // zcat /backup/dump.sql.gz | mariadb
  /(\bz?cat|gunzip|\bgzip\s+-\w*d\w*|\w*zcat|zstd|\bxz|\blz4|\bpv|\b(mc|rclone)\s+cat|\baws\s+s3\s+cp|\b(curl|wget)|(mariadb|mysql)-?dump)\s[^;\n]*\|\s*(\S*\/)?(mariadb|mysql)($|[\s"';)])/,
  /(mariadb|mysql)\s[^;|&\n]*-e\s*["']?\s*(source|\\\.)\s/i,
  /(^|[\s/;&|("'`])(myloader|mariadb-import|mysqlimport)\s+-/,
];

/** A script that looks first whether there is data loads the dump once. */
const guarded =
  /\[\s+!?\s*-[defszn]\s|\btest\s+!?\s*-[defszn]\s|information_schema|show\s+(tables|databases)/i;

function restores(text: string, path: Path): readonly Finding[] {
  const message = `must not load a dump in ${formatPath(path)}, because that runs at each start, over the rows of today`;
  return orders.some((order) => order.test(text)) && !guarded.test(text) ? [{ path, message }] : [];
}
