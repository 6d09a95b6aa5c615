import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { deploy } from "../../pipeline/deploy";
import { type Report, unchanged, type WireEvent } from "../../pipeline/report";
import {
  type Application,
  readApplication,
  refresh,
  requestSync,
  waitUntilSynced,
} from "../../sandbox/argocd-delivery";
import type { KubeObject } from "../../sandbox/cluster";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { protectionOf } from "../../sandbox/results";
import { waitFor } from "../../sandbox/ground/wait";
import { testRepository, type TestRepository } from "../support/commits";
import { clearPlatforms, mayDelete } from "../support/clear";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxWithArgoCd, type TestSandbox } from "../support/sandbox";

const { signal } = new AbortController();
const seconds = 90;

describe("delivery by the real Argo CD", function () {
  this.timeout(180_000);

  let sandbox: TestSandbox;
  let providers: StandInProviders;
  let repository: TestRepository;
  /** What all updates said, and where they stored it. */
  const events: WireEvent[] = [];
  let state: string;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxWithArgoCd();
    await clearPlatforms(sandbox.cluster);
    providers = await startStandInProviders();
    repository = testRepository();
    repository.tag("v0.1.0");
  });
  after(async () => {
    await providers.close();
    repository.remove();
  });

  /** Updates a stack with the project's own program. */
  async function update(stack: string, replaced: Record<string, string> = {}): Promise<Report> {
    const overrides = { repositoryUrl: repository.url, ...replaced };
    const args = deployment(sandbox, providers, { name: "delivery", stack, overrides });
    state = args.state;
    return deploy({ ...args, onEvent: (event) => events.push(event) });
  }

  const object = (environment: string, kind: string, name: string): KubeObject => ({
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name, namespace: `mariadb-${environment}` },
  });
  const exists = async (environment: string, kind: string, name: string): Promise<boolean> =>
    (await sandbox.cluster.read(object(environment, kind, name))) !== undefined;
  const synced = (name: string, commit?: string): Promise<Application> =>
    waitUntilSynced(sandbox.cluster, name, commit, { seconds, signal });
  const becomes = (name: string, status: string, commit: string): Promise<void> =>
    waitFor(
      `${name} to be ${status}`,
      async () => {
        const { sync } = (await refresh(sandbox.cluster, name, signal)).status ?? {};
        return sync?.status === status && sync.revision === commit;
      },
      { seconds, signal },
    );

  describe("in dev", () => {
    it("brings the Application to Synced, with every database object there and protected", async () => {
      const report = await update("dev");
      assert.deepEqual(report.policiesFailed, []);
      assert.ok(report.policiesPassed.includes("db-app-no-prune"));
      const application = await synced("mariadb-dev");
      const rows = await protectionOf(sandbox.cluster, application.status?.resources ?? []);
      assert.deepEqual(rows.map(([kind]) => kind).sort(), ["Backup", "Database", "Grant", "MariaDB", "User"]);
      assert.deepEqual([...new Set(rows.map((row) => row[2]))], ["protected"]);
    });

    it("changes nothing in a second update, although Argo CD and its operation wrote to the Application", async () => {
      const report = await update("dev");
      assert.ok(unchanged(report), JSON.stringify(report.changes));
    });

    it("lets no password into state, events or the logs of the sandbox", async () => {
      const secrets = ["mariadb-root", "mariadb-app"].map((name) =>
        sandbox.cluster.read({
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name, namespace: "mariadb-dev" },
        }),
      );
      const sentinels = (await Promise.all(secrets)).map((secret) => {
        const { password = "" } = (secret?.data ?? {}) as Record<string, string>;
        return Buffer.from(password, "base64").toString();
      });
      assert.equal(sentinels.length, 2);
      assert.ok(sentinels.every((sentinel) => sentinel.length >= 32));
      const texts = [JSON.stringify(events), ...filesUnder(state), ...filesUnder(sandbox.where.logs)];
      assert.ok(texts.join("").length > 10_000, "there is something to search");
      for (const sentinel of sentinels) {
        for (const text of texts) {
          assert.ok(!text.includes(sentinel), "a secret value was found in clear");
          assert.ok(
            !text.includes(Buffer.from(sentinel).toString("base64")),
            "a secret value was found in base64",
          );
        }
      }
    });

    it("heals a manual change of a field that Git declares", async () => {
      const changed = await sandbox.cluster.patch({
        ...object("dev", "User", "app"),
        spec: { maxUserConnections: 99 },
      });
      assert.equal((changed.spec as { maxUserConnections: number }).maxUserConnections, 99);
      await waitFor(
        "the limit to be what Git says",
        async () => {
          const live = await sandbox.cluster.read(object("dev", "User", "app"));
          return (live?.spec as { maxUserConnections: number }).maxUserConnections === 100;
        },
        { seconds, signal },
      );
    });
  });

  describe("in production", () => {
    it("waits for a person: nothing is delivered by itself", async () => {
      await update("production");
      await becomes("mariadb-production", "OutOfSync", repository.head());
      assert.equal(await exists("production", "MariaDB", "mariadb"), false);
    });

    it("delivers when somebody syncs", async () => {
      const application = await refresh(sandbox.cluster, "mariadb-production", signal);
      await requestSync(sandbox.cluster, application, application.status?.sync?.revision ?? "");
      await synced("mariadb-production");
      assert.equal(await exists("production", "MariaDB", "mariadb"), true);
    });

    it("leaves a manual change alone and reports it", async () => {
      await sandbox.cluster.patch({
        ...object("production", "User", "app"),
        spec: { maxUserConnections: 99 },
      });
      const { revision = "" } =
        (await readApplication(sandbox.cluster, "mariadb-production")).status?.sync ?? {};
      await becomes("mariadb-production", "OutOfSync", revision);
      // Longer than dev needs to heal: two comparisons of Argo CD.
      await refresh(sandbox.cluster, "mariadb-production", signal);
      await refresh(sandbox.cluster, "mariadb-production", signal);
      const live = await sandbox.cluster.read(object("production", "User", "app"));
      assert.equal((live?.spec as { maxUserConnections: number }).maxUserConnections, 99);
    });
  });

  describe("when the manifest of a database is deleted from Git", () => {
    const removed = {
      "gitops/base/database.yaml": undefined,
      "gitops/base/kustomization.yaml": (text: string) => text.replace(/^ *- database\.yaml\n/m, ""),
    };
    // Nothing here collects garbage, so a deletion in the foreground, Argo CD's default, would never end.
    const noProtection = ["ServerSideApply=true", "PrunePropagationPolicy=background"];
    let commit: string;

    it("dev's policy leaves the object in the cluster and the Application OutOfSync", async () => {
      commit = repository.commit("Remove the Database", removed);
      await becomes("mariadb-dev", "OutOfSync", commit);
      assert.equal(await exists("dev", "Database", "app"), true);
    });

    // The test of the test: the protections are taken away one after the other, and only without any is it lost.
    it("with prune switched on, Prune=false of the Application still keeps it", async () => {
      await setPolicy({ prune: true });
      await settled(commit);
      assert.equal(await exists("dev", "Database", "app"), true);
    });

    it("with the Application's options gone too, the object's own annotation still keeps it", async () => {
      await setPolicy({ prune: true, syncOptions: noProtection });
      await settled(commit);
      assert.equal(await exists("dev", "Database", "app"), true);
    });

    it("the annotation cannot be taken off, because the guard refuses", async () => {
      await assert.rejects(withoutAnnotation(), /its weakening is not confirmed/);
    });

    it("with the guard lifted and the annotation gone too, the identity without delete still keeps it", async () => {
      await update("dev", { deletionProtection: "false" });
      await waitFor(
        "the guard to let go",
        () =>
          withoutAnnotation().then(
            () => true,
            () => false,
          ),
        { seconds, signal },
      );
      await setPolicy({ prune: true, syncOptions: noProtection });
      await settled(commit, "Failed");
      assert.equal(await exists("dev", "Database", "app"), true);
    });

    it("with that identity allowed to delete too, it is lost", async () => {
      await sandbox.cluster.apply(mayDelete("mariadb-dev"));
      await settled(commit);
      await waitFor("the Database to be pruned", async () => !(await exists("dev", "Database", "app")), {
        seconds,
        signal,
      });
    });

    /** Takes the object's own protection off, as a person with kubectl would. */
    async function withoutAnnotation(): Promise<void> {
      const annotations = { "argocd.argoproj.io/sync-options": null };
      const live = object("dev", "Database", "app");
      await sandbox.cluster.patch({ ...live, metadata: { ...live.metadata, annotations } });
    }

    /** Changes the live Application behind the back of Pulumi and of every rule. */
    async function setPolicy({
      prune,
      syncOptions,
    }: {
      prune: boolean;
      syncOptions?: string[];
    }): Promise<void> {
      await sandbox.cluster.patch({
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name: "mariadb-dev", namespace: "argocd" },
        spec: {
          syncPolicy: {
            automated: { enabled: true, prune, selfHeal: true },
            ...(syncOptions === undefined ? {} : { syncOptions }),
          },
        },
      });
    }

    /** Lets Argo CD sync once more, with pruning, to the commit that lacks the Database. */
    async function settled(revision: string, phase = "Succeeded"): Promise<void> {
      const application = await refresh(sandbox.cluster, "mariadb-dev", signal);
      const { syncOptions } = application.spec.syncPolicy ?? {};
      await sandbox.cluster.patch({
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name: "mariadb-dev", namespace: "argocd" },
        operation: { sync: { revision, prune: true, ...(syncOptions === undefined ? {} : { syncOptions }) } },
      });
      let last = "nothing was said";
      const ended = waitFor(
        `the sync to end as ${phase}`,
        async () => {
          const live = await readApplication(sandbox.cluster, "mariadb-dev");
          const { phase: now = "", message = "" } = live.status?.operationState ?? {};
          last = `${now}: ${message}`;
          return live.operation === undefined && now === phase;
        },
        { seconds, signal },
      );
      await ended.catch((error: unknown) => {
        throw new Error(`${String(error)} The last word was ${last}`);
      });
    }
  });
});

/** The contents of all files in a folder. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"));
}
