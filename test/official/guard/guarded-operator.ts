/**
 * A control plane with nodes, the official operator and the guard of production: what a protected database meets in a
 * real cluster, but for the containers.
 */
import assert from "node:assert/strict";

import { Environment } from "../../../components";
import { guardManifests } from "../../../components/guard/manifests";
import { charts, type ChartSource } from "../../../components/versions";
import {
  type Cluster,
  type KubeObject,
  requireNodes,
  requireTools,
  type Sandbox,
  startCluster,
  startControllerManager,
  startNodes,
  stopAll,
} from "../../../sandbox/cluster";
import { layout, sandboxContext } from "../../../sandbox/ground/layout";
import { lineProgress } from "../../../sandbox/ground/progress";
import { waitFor } from "../../../sandbox/ground/wait";
import { GuardApi } from "../../sandbox/guard/api";
import { needHelm, renderChart } from "../../support/charts";
import type { Manifest } from "../../support/manifest";
import { Objects } from "../../support/objects";
import { Operator } from "../../support/operator";
import { buildMinutes } from "../../support/sandbox";
import { needCharts, needPart } from "../../support/shared";
import { Workplace } from "../../support/workplace";
import { home, protectedLabels, secret, storageClass } from "./objects";

interface OfficialOperator {
  readonly program: string;
  readonly crds: Manifest[];
  readonly chart: Manifest[];
}

export class GuardedOperator {
  readonly cluster: Cluster;
  readonly objects: Objects;
  readonly api: GuardApi;
  readonly kubeconfig: string;
  /** What the chart of the operator's CRDs renders. */
  readonly crds: readonly Manifest[];
  private readonly workplace: Workplace;
  private readonly stop: () => Promise<void>;
  private readonly restart: (ownAccounts: boolean) => Promise<void>;

  private constructor(
    workplace: Workplace,
    sandbox: Sandbox,
    { crds }: OfficialOperator,
    fields: {
      kubeconfig: string;
      stop: () => Promise<void>;
      restart: (ownAccounts: boolean) => Promise<void>;
    },
  ) {
    this.workplace = workplace;
    this.crds = crds;
    this.cluster = sandbox.cluster;
    this.objects = new Objects(sandbox.cluster);
    this.kubeconfig = fields.kubeconfig;
    this.api = new GuardApi(fields.kubeconfig, sandboxContext);
    this.stop = fields.stop;
    this.restart = fields.restart;
  }

  /** Starts it, or skips the suite and says why, where a part is not to be had. */
  static async start(context: Mocha.Context): Promise<GuardedOperator> {
    const official = await renderOperator(context);
    const workplace = new Workplace();
    const where = layout(workplace.path("sandbox"));
    const { signal } = new AbortController();
    const progress = lineProgress();
    const tools = await requireTools(progress, signal);
    const sandbox = await startCluster(where, tools, progress, signal);
    const { state } = sandbox.supervisor;
    const adopt = (): void => {
      Object.values(state.processes).forEach((record) => {
        workplace.adopt(record);
      });
    };
    adopt();
    await startNodes(where, await requireNodes(progress, signal), sandbox);
    adopt();
    const restart = async (ownAccounts: boolean): Promise<void> => {
      await stopAll(where.state, state, ["kube-controller-manager"]);
      await startControllerManager(where, tools["kube-controller-manager"], sandbox.supervisor, ownAccounts);
      adopt();
    };
    const stop = (): Promise<void> => stopAll(where.state, state);
    const { kubeconfig } = where;
    const guarded = new GuardedOperator(workplace, sandbox, official, { kubeconfig, stop, restart });
    await guarded.install(official);
    return guarded;
  }

  /** Restarts the controllers of Kubernetes: each under its own account, or all under the manager's. */
  async restartControllers(ownAccounts: boolean): Promise<void> {
    await this.restart(ownAccounts);
  }

  /** Volumes that the volume controller may bind to claims, and that keep their content. */
  async addVolumes(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.cluster.apply(volume(name));
    }
  }

  /** Everything that happened to objects of a kind, as Kubernetes notes it. */
  async events(kind: string): Promise<{ name: string; uid: string; reason: string; note: string }[]> {
    const events = (await this.cluster.list("v1", "Event")) as unknown as {
      involvedObject: { kind: string; name: string; uid: string };
      reason: string;
      message: string;
    }[];
    return events
      .filter(({ involvedObject }) => involvedObject.kind === kind)
      .map(({ involvedObject: { name, uid }, reason, message }) => ({ name, uid, reason, note: message }));
  }

  /** The last lines that the operator's controller wrote. */
  async operatorLog(): Promise<string> {
    return this.workplace.logOf("controller");
  }

  async end(): Promise<void> {
    await this.stop();
    await this.workplace.end();
  }

  private async install({ program, crds, chart }: OfficialOperator): Promise<void> {
    const { cluster, kubeconfig, workplace } = this;
    const operator = await Operator.install({ program, cluster, kubeconfig, workplace, crds, chart });
    await cluster.apply({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: storageClass },
      provisioner: "kubernetes.io/no-provisioner",
      reclaimPolicy: "Retain",
      allowVolumeExpansion: true,
    });
    await cluster.apply({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: home, labels: protectedLabels },
    });
    await this.guard();
    await operator.startCertController();
    await operator.startWebhook();
    await operator.startController();
  }

  /** Puts the guard in force, as its component does. */
  private async guard(): Promise<void> {
    // One person is enough here: what a second one is for has its own test.
    const reach = { environment: Environment.Production, namespaces: [home], secondPerson: false };
    for (const { policy, bindings } of guardManifests(reach, true)) {
      for (const object of [policy, ...bindings]) {
        await this.cluster.apply(object);
      }
    }
    const probe = secret("probe");
    await this.cluster.apply(probe.object);
    const refused = async (): Promise<boolean> => (await this.api.delete(probe, "dryRun=All")).status === 403;
    await waitFor("the guard to refuse", refused, { seconds: 60 });
  }
}

/** The operator of a suite, under the guard. */
export function useGuardedOperator(): () => GuardedOperator {
  let guarded: GuardedOperator | undefined;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    guarded = await GuardedOperator.start(this);
  });
  after(async function () {
    this.timeout(60_000);
    await guarded?.end();
  });
  return () => guarded ?? assert.fail("the suite's cluster did not start");
}

function volume(name: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "10Gi" },
      persistentVolumeReclaimPolicy: "Retain",
      storageClassName: storageClass,
      hostPath: { path: `/${name}` },
    },
  };
}

async function renderOperator(context: Mocha.Context): Promise<OfficialOperator> {
  const program = await needPart(context, "mariadb-operator");
  needCharts(context);
  const helm = await needHelm(context);
  const render = async (source: ChartSource): Promise<Manifest[]> => {
    const installed = { source, namespace: "mariadb-system", values: {}, monitoring: false };
    return (await renderChart(helm, installed)) as unknown as Manifest[];
  };
  try {
    const [crds, chart] = [await render(charts.mariadbOperatorCrds), await render(charts.mariadbOperator)];
    return { program, crds, chart };
  } finally {
    helm.end();
  }
}
