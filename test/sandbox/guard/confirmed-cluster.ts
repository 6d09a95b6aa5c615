/**
 * The sandbox with the guards of all environments, applied as plain objects, and a clock that the test sets.
 */
import assert from "node:assert/strict";

import { Environment } from "../../../components/environments";
import { guardManifests } from "../../../components/guard/manifests";
import { environmentLabels, protectionLabels } from "../../../components/protection";
import type { Cluster, KubeObject } from "../../../sandbox/cluster";
import { waitFor } from "../../../sandbox/ground/wait";
import { confirmationMetadata, type Confirmation, type Confirmed } from "../../../safety/confirmation";
import { protectedLabel } from "../../../safety/labels";
import { sandboxForTests } from "../../support/sandbox";
import { dryRun, GuardApi, mergePatch, type Answer } from "./api";
import { keepClock } from "./clock-keeper";
import { namespace } from "./guarded-cluster";
import { thing, type Thing } from "./objects";

/** Two people who may confirm, and one who may do everything else. Whoever is not named is the cluster's administrator. */
export const people = {
  jane: "jane doe@example.com",
  joe: "joe@example.com",
  eve: "eve@example.com",
} as const;

const clock = { namespace: "guard-clock", name: "tests" };
const seconds = 60;
const resources = ["databases", "users"];
const secrets = ["secrets"];
const verbs = ["get", "patch", "update", "delete"];
const confirming = ["confirm-deletion", "confirm-weakening"];

export class ConfirmedCluster {
  readonly kubeconfig: string;
  readonly api: GuardApi;
  private readonly cluster: Cluster;
  private made = 0;
  private readonly later: Thing[] = [];

  private constructor(kubeconfig: string, api: GuardApi, cluster: Cluster) {
    this.kubeconfig = kubeconfig;
    this.api = api;
    this.cluster = cluster;
  }

  static async start(): Promise<ConfirmedCluster> {
    const { kubeconfig, context, cluster } = await sandboxForTests();
    const started = new ConfirmedCluster(kubeconfig, new GuardApi(kubeconfig, context), cluster);
    await keepClock(started.api);
    await started.create(namespace(clock.namespace), namespace("guard-confirm-elsewhere"));
    for (const environment of Object.values(Environment)) {
      await started.create(namespace(homeOf(environment)));
    }
    for (const object of roles()) {
      await cluster.apply(object);
    }
    await started.setClock(new Date());
    for (const object of guards()) {
      await cluster.apply(object);
    }
    for (const environment of Object.values(Environment)) {
      const secret = await started.secret(protectedIn(environment));
      for (const probe of [await started.database(environment), secret]) {
        await started.until(() => started.api.delete(probe, dryRun), 403, /is not confirmed/);
      }
    }
    return started;
  }

  async stop(): Promise<void> {
    for (const object of [...guards(), ...roles()].reverse()) {
      await this.cluster.delete(object);
    }
    // Other suites have guards, too.
    for (const home of this.later) {
      await this.until(() => this.patch(home, { metadata: { labels: { [protectedLabel]: null } } }), 200);
    }
  }

  /** Sets the guards' clock; undefined takes it away. The API server hears of it a moment later. */
  async setClock(now: Date | undefined): Promise<void> {
    const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: clock };
    if (now === undefined) {
      await this.cluster.delete(lease);
    } else {
      // The field has microseconds.
      await this.cluster.apply({ ...lease, spec: { renewTime: now.toISOString().replace("Z", "000Z") } });
    }
  }

  /** A protected Database of its own, in the guarded namespace of an environment. */
  async database(
    environment: Environment,
    { labels, ...metadata }: { labels?: Record<string, string>; annotations?: Record<string, string> } = {},
  ): Promise<Thing> {
    this.made += 1;
    const made = thing("k8s.mariadb.com/v1alpha1", "databases", {
      kind: "Database",
      metadata: {
        name: `confirmed-${this.made}`,
        namespace: homeOf(environment),
        labels: { ...protectedIn(environment), ...labels },
        ...metadata,
      },
      spec: { mariaDbRef: { name: "mariadb" }, cleanupPolicy: "Skip" },
    });
    await this.create(made);
    return made;
  }

  /** A Database that is confirmed by hand before its namespace becomes protected, unseen by any guard. */
  async laterProtected(confirmed: (object: Thing) => Promise<object>): Promise<Thing> {
    this.made += 1;
    const home = namespace(`guard-confirm-later-${this.made}`);
    const name = "confirmed";
    const made = thing("k8s.mariadb.com/v1alpha1", "databases", {
      kind: "Database",
      metadata: { name, namespace: home.object.metadata.name },
      spec: { mariaDbRef: { name: "mariadb" }, cleanupPolicy: "Skip" },
    });
    await this.create(home, made);
    await this.patch(made, { metadata: await confirmed(made) });
    await this.patch(home, { metadata: { labels: protectedIn(Environment.Staging) } });
    this.later.push(home);
    await this.until(() => this.api.delete(made, dryRun), 403);
    return made;
  }

  /** A Secret that no guard looks after until it is labelled. */
  async secret(labels: Record<string, string> = {}): Promise<Thing> {
    this.made += 1;
    const made = thing("v1", "secrets", {
      kind: "Secret",
      metadata: { name: `confirmed-${this.made}`, namespace: "guard-confirm-elsewhere", labels },
      data: { password: "eA==" },
    });
    await this.create(made);
    return made;
  }

  async create(...objects: Thing[]): Promise<void> {
    for (const object of objects) {
      const { status, message } = await this.api.apply(object);
      assert.ok(status < 300, `${object.path}: ${status} ${message}`);
    }
  }

  async uid(object: Thing): Promise<string> {
    return (await this.api.read(object)).object.metadata.uid ?? assert.fail(`${object.path} has no uid`);
  }

  /** The metadata of a good confirmation, in half an hour's time, with some of it replaced. */
  async confirmation(
    object: Thing,
    confirmation: Confirmation,
    user: string,
    other: Partial<Confirmed> = {},
  ): Promise<{ labels: Record<string, string>; annotations: Record<string, string> }> {
    return confirmationMetadata(confirmation, {
      uid: await this.uid(object),
      user,
      until: minutes(30),
      ...other,
    });
  }

  /** Confirms an object as a person who may. */
  async confirm(object: Thing, confirmation: Confirmation, user: string): Promise<void> {
    const metadata = await this.confirmation(object, confirmation, user);
    const { status, message } = await this.patch(object, { metadata }, user);
    assert.equal(status, 200, message);
  }

  async patch(object: Thing, body: object, as?: string, query = ""): Promise<Answer> {
    const who = as === undefined || as === "admin" ? {} : { as };
    return this.api.send("PATCH", `${object.path}?${query}`, { body, type: mergePatch, ...who });
  }

  /** Repeats a request until the API server, which hears of clocks and guards a moment late, answers so. */
  async until(request: () => Promise<Answer>, status: number, message = /(?:)/): Promise<void> {
    let last: Answer | undefined;
    await waitFor(
      "the guard to answer",
      async () => {
        last = await request();
        return last.status === status && message.test(last.message);
      },
      { seconds },
    ).catch(() => assert.fail(`${last?.status ?? 0} ${last?.message ?? ""}`));
  }
}

/** The cluster of a suite. */
export function useConfirmedCluster(): () => ConfirmedCluster {
  let cluster: ConfirmedCluster;
  before(async function () {
    this.timeout(300_000);
    cluster = await ConfirmedCluster.start();
  });
  after(async function () {
    this.timeout(120_000);
    await cluster.stop();
  });
  return () => cluster;
}

/** The labels of a protected object of an environment. */
export function protectedIn(environment: Environment): Record<string, string> {
  return { ...environmentLabels(environment), ...protectionLabels };
}

export function minutes(count: number, from = new Date()): Date {
  return new Date(from.getTime() + count * 60_000);
}

function homeOf(environment: Environment): string {
  return `guard-confirm-${environment}`;
}

function guards() {
  return Object.values(Environment).flatMap((environment) =>
    guardManifests({ environment, namespaces: [homeOf(environment)], clock }, true).flatMap(
      ({ policy, bindings }) => [policy, ...bindings],
    ),
  );
}

/** Everybody may change and delete; only two may confirm. */
function roles(): KubeObject[] {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const role = (name: string, allowed: readonly string[], users: readonly string[]): KubeObject[] => [
    {
      apiVersion,
      kind: "ClusterRole",
      metadata: { name },
      rules: [
        { apiGroups: ["k8s.mariadb.com"], resources, verbs: allowed },
        { apiGroups: [""], resources: secrets, verbs: allowed },
      ],
    },
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: users.map((user) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user })),
    },
  ];
  return [
    ...role("guard-tests-everyday", verbs, Object.values(people)),
    ...role("guard-tests-confirm", confirming, [people.jane, people.joe]),
  ];
}
