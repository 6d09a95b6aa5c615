/**
 * The guard's policies in a cluster, without Pulumi: what a suite needs that looks at the policies and not at the component.
 */
import { guardManifests } from "../../../components/guard/manifests";
import type { Reach } from "../../../components/guard/scope";
import { protectedLabel } from "../../../safety/labels";
import { waitFor } from "../../../sandbox/ground/wait";
import { sandboxForTests } from "../../support/sandbox";
import { dryRun, GuardApi } from "./api";
import { namespace, serveOthers } from "./guarded-cluster";
import { admissionThings, homes, thing, type Thing } from "./objects";

/** The namespaces of the tests, and the guard of staging over one of them. */
export class InstalledGuard {
  readonly api: GuardApi;
  private readonly manifests: readonly Thing[];

  constructor(api: GuardApi, reach: Reach) {
    this.api = api;
    this.manifests = admissionThings(
      guardManifests(reach, true).flatMap(({ policy, bindings }) => [policy, ...bindings]),
    );
  }

  async install(): Promise<void> {
    await serveOthers(this.api);
    const home = namespace(homes.named);
    await this.create(home, namespace(homes.unprotected));
    await this.create(namespace(homes.labelled, { "mariadb-gitops.dev/protected": "true" }));
    await this.create(...this.manifests);
    await this.inForce(true);
  }

  /** Lets accounts do everything: nothing but the guard is in their way. */
  async empower(...users: string[]): Promise<void> {
    const apiGroup = "rbac.authorization.k8s.io";
    await this.create(
      thing(`${apiGroup}/v1`, "clusterrolebindings", {
        kind: "ClusterRoleBinding",
        metadata: { name: "installed-guard-tests" },
        roleRef: { apiGroup, kind: "ClusterRole", name: "cluster-admin" },
        subjects: users.map((name) => ({ apiGroup, kind: "User", name })),
      }),
    );
  }

  /** What was made under the guard stays, with its namespaces: names of the suites differ. */
  async remove(): Promise<void> {
    for (const manifest of [...this.manifests].reverse()) {
      await this.api.delete(manifest);
    }
    await this.api.send(
      "DELETE",
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/installed-guard-tests",
    );
    await this.inForce(false);
  }

  /** Creates objects, or makes them again what they were. */
  async create(...objects: Thing[]): Promise<void> {
    for (const object of objects) {
      const { status, message } = await this.api.apply(object);
      if (status > 299) {
        throw new Error(`${object.path}: ${status} ${message}`);
      }
    }
  }

  /** The API server hears of policies a moment after it stored them, in their order; the last is that of labels. */
  private async inForce(refused: boolean): Promise<void> {
    const labels = { [protectedLabel]: "probe" };
    const { collection, object } = namespace("guard-probe", labels);
    await waitFor(
      `the policies to be ${refused ? "in force" : "gone"}`,
      async () => {
        const { status } = await this.api.send("POST", `${collection}?${dryRun}`, { body: object });
        return (status === 403) === refused;
      },
      { seconds: 60 },
    );
  }
}

/** The guard of staging for a suite, in the cluster that the suites share. */
export function useInstalledGuard(): () => InstalledGuard {
  let guard: InstalledGuard;
  before(async function () {
    this.timeout(300_000);
    const { kubeconfig, context } = await sandboxForTests();
    guard = new InstalledGuard(new GuardApi(kubeconfig, context), {
      environment: "staging",
      namespaces: [homes.named],
    });
    await guard.install();
  });
  after(async function () {
    this.timeout(120_000);
    await guard.remove();
  });
  return () => guard;
}
