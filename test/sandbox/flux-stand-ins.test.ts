import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type KubeObject, requireFluxFiles } from "../../sandbox/cluster";
import {
  archiveServer,
  assessNothing,
  installFlux,
  type Sources,
  storeSources,
} from "../../sandbox/stand-ins";
import { lineProgress } from "../../sandbox/ground/progress";
import { testRepository, type TestRepository } from "../support/commits";
import { buildMinutes, ownSandbox, type OwnSandbox } from "../support/sandbox";

/** What the stand-in writes into a GitRepository. */
interface Stored {
  artifact?: { url: string; revision: string; digest: string; size: number };
  conditions?: { status: string; message: string }[];
  observedGeneration: number;
  lastHandledReconcileAt: string;
}

describe("what stands in beside Flux", function () {
  let sandbox: OwnSandbox;
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await ownSandbox();
    const { signal } = new AbortController();
    await installFlux(sandbox.cluster, await requireFluxFiles(lineProgress(), signal), signal);
    await sandbox.cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "databases" } });
  });
  after(async function () {
    this.timeout(60_000);
    await sandbox.end();
  });

  describe("for source-controller", () => {
    let repository: TestRepository;
    let folder: string;
    let server: Server;
    let sources: Sources;
    before(async () => {
      repository = testRepository();
      repository.tag("v1.0.0");
      folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-archives-"));
      server = archiveServer(folder).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const url = "http://127.0.0.1:1/repository.git";
      sources = { repository: repository.url.replace("file://", ""), url, folder, port };
    });
    after(() => {
      server.close();
      rmSync(folder, { recursive: true });
      repository.remove();
    });

    /** What becomes of a GitRepository with this spec. */
    async function stored(name: string, spec: object, metadata: object = {}): Promise<Stored | undefined> {
      const source: KubeObject = {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: { name, namespace: "databases", ...metadata },
        spec: { url: sources.url, interval: "1m", ...spec },
      };
      await sandbox.cluster.apply(source);
      await storeSources(sandbox.cluster, sources);
      return (await sandbox.cluster.read(source))?.status as Stored | undefined;
    }

    it("stores the commit of a branch as an archive whose digest is right", async () => {
      const status = await stored("branch", { ref: { branch: "main" } });
      const { artifact, conditions } = status ?? assert.fail("nothing was stored");
      assert.equal(conditions?.[0]?.status, "True");
      assert.equal(artifact?.revision, `main@sha1:${repository.head()}`);
      const archive = Buffer.from(await (await fetch(artifact.url)).arrayBuffer());
      assert.equal(artifact.size, archive.length);
      assert.equal(artifact.digest, `sha256:${createHash("sha256").update(archive).digest("hex")}`);
    });

    it("stores a tag and a commit, and moves on with a branch when it is asked to", async () => {
      const tagged = repository.head();
      const head = repository.commit("Next", { "gitops/base/user.yaml": (text) => `${text}\n` });
      const tag = await stored("tag", { ref: { tag: "v1.0.0" } });
      assert.equal(tag?.artifact?.revision, `v1.0.0@sha1:${tagged}`);
      const commit = await stored("commit", { ref: { commit: tagged } });
      assert.equal(commit?.artifact?.revision, `sha1:${tagged}`);
      const annotations = { "reconcile.fluxcd.io/requestedAt": "now" };
      const branch = await stored("branch", { ref: { branch: "main" } }, { annotations });
      assert.equal(branch?.artifact?.revision, `main@sha1:${head}`);
      assert.equal(branch.lastHandledReconcileAt, "now");
    });

    const refused: [string, object, RegExp][] = [
      [
        "a tag that is not there",
        { ref: { tag: "v9.9.9" } },
        /couldn't find remote ref "refs\/tags\/v9.9.9"/,
      ],
      ["a range of versions", { ref: { semver: "^1.0.0" } }, /a range of versions needs source-controller/],
      [
        "a signature that nobody verifies",
        { ref: { branch: "main" }, verify: { mode: "HEAD", secretRef: { name: "keys" } } },
        /signatures are verified by source-controller only/,
      ],
    ];
    for (const [what, spec, message] of refused) {
      it(`delivers nothing for ${what}`, async () => {
        const status = await stored(what.replaceAll(" ", "-"), spec);
        assert.equal(status?.artifact, undefined);
        assert.equal(status?.conditions?.[0]?.status, "False");
        assert.match(status.conditions[0].message, message);
      });
    }

    it("leaves the repositories of other addresses alone", async () => {
      const url = "https://git.example.com/databases.git";
      assert.equal((await stored("other", { url, ref: { branch: "main" } }))?.conditions, undefined);
    });

    it("serves archives only", async () => {
      const { status } = await fetch(`http://127.0.0.1:${sources.port}/..%2f..%2fetc%2fpasswd`);
      assert.equal(status, 404);
    });
  });

  describe("for the operator", () => {
    const database: KubeObject = {
      apiVersion: "k8s.mariadb.com/v1alpha1",
      kind: "Database",
      metadata: { name: "app", namespace: "databases" },
      spec: { mariaDbRef: { name: "mariadb" } },
    };
    const conditions = async (): Promise<unknown> => {
      const { status } = (await sandbox.cluster.read(database)) as { status?: { conditions: object[] } };
      return status?.conditions.map((condition) => ({ ...condition, lastTransitionTime: undefined }));
    };

    it("says of an object that reports nothing that nobody looked at it", async () => {
      await sandbox.cluster.apply(database);
      await assessNothing(sandbox.cluster);
      assert.deepEqual(await conditions(), [
        {
          type: "Ready",
          status: "True",
          reason: "NotAssessed",
          message: "not assessed: no operator runs in the sandbox",
          lastTransitionTime: undefined,
        },
      ]);
    });

    it("leaves what an operator wrote", async () => {
      const failed = { type: "Ready", status: "False", reason: "Failed", message: "no server" };
      const lastTransitionTime = new Date().toISOString();
      const status = { conditions: [{ ...failed, lastTransitionTime }] };
      await sandbox.cluster.patchStatus({ ...database, status });
      await assessNothing(sandbox.cluster);
      assert.deepEqual(await conditions(), [{ ...failed, lastTransitionTime: undefined }]);
    });
  });
});
