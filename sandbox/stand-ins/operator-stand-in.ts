/**
 * A command of the sandbox: `operator-stand-in KUBECONFIG` gives every MariaDB object that reports nothing a condition
 * that says so.
 *
 * No operator runs in the sandbox, so no object ever becomes ready, and Flux would wait for that until its timeout, half
 * an hour in production, before it reports a revision as applied. Argo CD has a setting for the health of a kind; Flux
 * reads the objects themselves. Nothing but the status is written, and none that something else has written.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { mariadbApiVersion, mariadbKinds } from "../../schemas/mariadb";
import { Cluster, type KubeObject } from "../cluster";
import { lineProgress } from "../ground/progress";

/** Kinds that complete; all others become ready. */
const jobs = ["Backup", "PhysicalBackup", "Restore", "SqlJob"];

/** The status of an object that no operator reconciles. */
function notAssessed(kind: string, now: Date): object {
  const condition = {
    type: jobs.includes(kind) ? "Complete" : "Ready",
    status: "True",
    reason: "NotAssessed",
    message: "not assessed: no operator runs in the sandbox",
    lastTransitionTime: now.toISOString(),
  };
  return { conditions: [condition] };
}

/** Gives the condition to all objects that have none yet. */
export async function assessNothing(cluster: Cluster): Promise<void> {
  for (const kind of Object.keys(mariadbKinds)) {
    for (const object of await cluster.list(mariadbApiVersion, kind)) {
      if (isSilent(object)) {
        const { name, namespace = "" } = object.metadata;
        const status = notAssessed(kind, new Date());
        await cluster.patchStatus({
          apiVersion: mariadbApiVersion,
          kind,
          metadata: { name, namespace },
          status,
        });
      }
    }
  }
}

function isSilent({ status }: KubeObject): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: object[] };
  return conditions.length === 0;
}

async function main(kubeconfig: string): Promise<void> {
  const cluster = new Cluster(kubeconfig);
  for (;;) {
    await assessNothing(cluster).catch((error: unknown) => {
      // An object that was deleted in between, or an API server that does not answer for a moment.
      lineProgress().warning(String(error));
    });
    await sleep(2000);
  }
}

if (require.main === module) {
  void main(process.argv[2] ?? "");
}
