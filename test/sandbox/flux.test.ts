import assert from "node:assert/strict";

import { changes, deletions } from "../../components/delivery/flux/alerts-manifest";
import { Engine } from "../../components/engine/engine";
import { deploy, type DeployReport } from "../../pipeline/deploy";
import { unchanged } from "../../pipeline/report";
import { fluxRepositoryUrl, type KubeObject } from "../../sandbox/cluster";
import {
  gitRepository,
  kustomization,
  readiness,
  read,
  reconcile,
  waitUntilApplied,
  type Kustomization,
} from "../../sandbox/flux-delivery";
import { describeFlux } from "../../sandbox/flux-results";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { waitFor } from "../../sandbox/ground/wait";
import { clearPlatforms, mayDelete } from "../support/clear";
import { testRepository, type TestRepository } from "../support/commits";
import { deployment } from "../support/deployment";
import { buildMinutes, sandboxWithFlux } from "../support/sandbox";

const { signal } = new AbortController();
const patience = { seconds: 90, signal };

describe("delivery by the real Flux", function () {
  this.timeout(180_000);

  let sandbox: Awaited<ReturnType<typeof sandboxWithFlux>>;
  let providers: StandInProviders;
  let repository: TestRepository;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxWithFlux();
    await clearPlatforms(sandbox.cluster);
    providers = await startStandInProviders();
    repository = testRepository(sandbox.where.repository);
    // Namespaces that no other test uses.
    repository.commit("Other namespaces", {
      "gitops/overlays/dev/kustomization.yaml": (text) => text.replace("mariadb-dev", "flux-live-dev"),
      "gitops/overlays/production/kustomization.yaml": (text) =>
        text.replace("namespace: mariadb-production", "namespace: flux-live-production"),
    });
    repository.tag("v0.1.0");
  });
  after(async () => {
    await clearPlatforms(sandbox.cluster);
    await providers.close();
    repository.remove();
  });

  /** Updates a stack with the project's own program. */
  async function update(stack: string, replaced: Record<string, string> = {}): Promise<DeployReport> {
    const overrides = {
      engine: Engine.Flux,
      namespace: `flux-live-${stack}`,
      repositoryUrl: fluxRepositoryUrl(sandbox.sandbox.supervisor),
      ...replaced,
    };
    return deploy(deployment(sandbox, providers, { name: "flux-live", stack, overrides }));
  }

  /** Lets Flux fetch and apply now what it would at its next interval. */
  async function applied(stack: string, commit: string): Promise<Kustomization> {
    const namespace = `flux-live-${stack}`;
    await reconcile(sandbox.cluster, gitRepository(namespace, `mariadb-${stack}`), patience);
    return waitUntilApplied(sandbox.cluster, namespace, `mariadb-${stack}`, commit, patience);
  }

  const object = (stack: string, kind: string, name: string): KubeObject => ({
    apiVersion: "k8s.mariadb.com/v1alpha1",
    kind,
    metadata: { name, namespace: `flux-live-${stack}` },
  });
  const exists = async (kind: string, name: string): Promise<boolean> =>
    (await sandbox.cluster.read(object("dev", kind, name))) !== undefined;
  const connections = async (stack: string): Promise<number> =>
    ((await sandbox.cluster.read(object(stack, "User", "app")))?.spec as { maxUserConnections: number })
      .maxUserConnections;

  /** What kustomize-controller says about the Kustomization of dev and calls no error, as an Alert would get it. */
  const messages = (): string[] =>
    sandbox.events
      .filter(({ involvedObject: { kind, namespace }, severity }) =>
        [kind, namespace, severity].every((word) =>
          ["Kustomization", "flux-live-dev", "info"].includes(word),
        ),
      )
      .map(({ message }) => message);
  const isSaid = (message: string): Promise<void> =>
    waitFor(`the event "${message}"`, () => Promise.resolve(messages().includes(message)), patience);
  const passes = (expressions: readonly string[], message: string): boolean =>
    expressions.some((expression) => new RegExp(expression).test(message));

  describe("in dev", () => {
    it("ends with an applied Kustomization, every database object there and protected", async () => {
      const report = await update("dev");
      assert.deepEqual(report.policiesFailed, []);
      const lines = await describeFlux(sandbox.cluster, [await applied("dev", repository.head())]);
      const commit = repository.head().slice(0, 7);
      const tables = [
        `mariadb-dev main (${commit}) True`,
        `mariadb-dev gitops/overlays/dev main (${commit}) True never prunes, orphans what it delivered`,
        "Backup flux-live-dev/mariadb-backup protected",
        "Database flux-live-dev/app protected",
        "Grant flux-live-dev/app protected",
        "MariaDB flux-live-dev/mariadb protected",
        "User flux-live-dev/app protected",
      ];
      assert.deepEqual(
        lines
          .map((line) => line.replace(/ +/g, " "))
          .filter((line) => line !== "" && !/^[A-Z]+ [A-Z]/.test(line)),
        tables,
      );
    });

    it("changes nothing in a second update, although Flux wrote to its objects", async () => {
      const report = await update("dev");
      assert.ok(unchanged(report), JSON.stringify(report.changes));
    });

    it("heals a manual change of a field that Git declares, and reports it to the Alert about changes", async () => {
      await sandbox.cluster.patch({ ...object("dev", "User", "app"), spec: { maxUserConnections: 99 } });
      assert.equal(await connections("dev"), 99);
      await applied("dev", repository.head());
      assert.equal(await connections("dev"), 100);
      const reported = "User/flux-live-dev/app configured";
      await isSaid(reported);
      assert.equal(passes(changes, reported), true);
    });

    it("reports to that Alert only what changed", () => {
      const all = messages();
      const routine = all.filter((message) => /^(Reconciliation finished|Health check)/.test(message));
      assert.ok(routine.length > 0, all.join("\n"));
      assert.deepEqual(
        routine.filter((message) => passes(changes, message) || passes(deletions, message)),
        [],
      );
    });
  });

  describe("in production", () => {
    it("delivers the tag, whatever main has since", async () => {
      const tagged = repository.head();
      const newer = repository.commit("More connections", {
        "gitops/base/user.yaml": (text) => text.replace("maxUserConnections: 100", "maxUserConnections: 150"),
      });
      await update("production", { targetRevision: "v0.1.0" });
      await applied("production", tagged);
      assert.equal(await connections("production"), 100);
      await applied("dev", newer);
      assert.equal(await connections("dev"), 150);
    });
  });

  describe("when the manifest of a database is deleted from Git", () => {
    const list = "gitops/base/kustomization.yaml";
    const remove = (): string =>
      repository.commit("Remove the Database", {
        [list]: (text) => text.replace("  - database.yaml\n", ""),
      });
    const restore = (): string =>
      repository.commit("Restore the Database", {
        [list]: (text) => text.replace("  - user.yaml\n", "  - database.yaml\n  - user.yaml\n"),
      });
    const prune = (value: boolean): Promise<KubeObject> =>
      sandbox.cluster.patch({ ...kustomization("flux-live-dev", "mariadb-dev"), spec: { prune: value } });

    it("dev's Kustomization leaves the object in the cluster", async () => {
      await applied("dev", remove());
      assert.equal(await exists("Database", "app"), true);
    });

    // The test of the test: the protections are taken away one after the other, and only without any is it lost.
    it("with prune switched on, the object's own label and annotation still keep it", async () => {
      await applied("dev", restore());
      await prune(true);
      await applied("dev", remove());
      assert.equal(await exists("Database", "app"), true);
    });

    it("the label and the annotation cannot be taken off, because the guard refuses", async () => {
      await assert.rejects(withoutProtection("Database"), /its weakening is not confirmed/);
    });

    it("with the guard lifted and both gone too, the identity without delete still keeps it", async () => {
      await update("dev", { deletionProtection: "false" });
      await prune(true);
      await applied("dev", restore());
      await waitFor(
        "the guard to let go",
        () =>
          withoutProtection("Database").then(
            () => true,
            () => false,
          ),
        patience,
      );
      await assert.rejects(applied("dev", remove()), /cannot delete resource "databases"/);
      const live = await read(sandbox.cluster, kustomization("flux-live-dev", "mariadb-dev"));
      assert.equal(readiness(live)?.reason, "PruneFailed");
      assert.equal(await exists("Database", "app"), true);
    });

    it("with that identity allowed to delete too, it is lost, and the Alert about deletions says so", async () => {
      await sandbox.cluster.apply(mayDelete("flux-live-dev"));
      await applied("dev", repository.head());
      assert.equal(await exists("Database", "app"), false);
      const reported = "Database/flux-live-dev/app deleted";
      await isSaid(reported);
      assert.equal(passes(deletions, reported), true);
    });
  });

  // Dev is left as the tests above leave it: the guard is lifted and the sync account may delete.
  describe("when the Kustomization itself is deleted", () => {
    const reference = kustomization("flux-live-dev", "mariadb-dev");

    it("orphans what it delivered", async () => {
      const { spec, metadata } = await read(sandbox.cluster, reference);
      await withoutProtection("User");
      await deleted();
      assert.equal(await exists("User", "app"), true);
      await sandbox.cluster.apply({
        ...reference,
        metadata: { ...reference.metadata, labels: metadata.labels ?? {} },
        spec,
      });
    });

    it("takes it along with any other deletionPolicy: the test of the test", async () => {
      await sandbox.cluster.patch({ ...reference, spec: { deletionPolicy: "Delete" } });
      await applied("dev", repository.head());
      await withoutProtection("User");
      await deleted();
      assert.equal(await exists("User", "app"), false);
      assert.equal(await exists("MariaDB", "mariadb"), true, "its label and annotation still keep it");
    });

    async function deleted(): Promise<void> {
      await sandbox.cluster.delete(reference);
      const gone = async (): Promise<boolean> => (await sandbox.cluster.read(reference)) === undefined;
      await waitFor("the Kustomization to go", gone, patience);
    }
  });

  /** Takes an object's own protection off, as a person with kubectl would. */
  async function withoutProtection(kind: string): Promise<void> {
    const gone = { "kustomize.toolkit.fluxcd.io/prune": null };
    const live = object("dev", kind, "app");
    const metadata = {
      ...live.metadata,
      annotations: gone,
      labels: gone as unknown as Record<string, string>,
    };
    await sandbox.cluster.patch({ ...live, metadata });
  }
});
