import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { gitServer, repositoryUrl } from "../../../../sandbox/cluster/git-server";
import { testRepository, type TestRepository } from "../../../support/commits";

const git = (args: string[]): Promise<{ stdout: string }> => promisify(execFile)("git", args);

describe("the sandbox's Git server", () => {
  let repository: TestRepository;
  let server: Server;
  let port: number;
  let folder: string;
  before(async () => {
    repository = testRepository();
    folder = mkdtempSync(join(tmpdir(), "mariadb-gitops-clone-"));
    server = gitServer(repository.url.replace("file://", "")).listen(0, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  });
  after(() => {
    server.close();
    repository.remove();
    rmSync(folder, { recursive: true });
  });

  const status = async (path: string, host = `127.0.0.1:${port}`): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const call = request({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.once("error", reject).end();
    });

  it("lets a client clone", async () => {
    await git(["clone", "--quiet", repositoryUrl(port), join(folder, "clone")]);
    const { stdout } = await git(["-C", join(folder, "clone"), "rev-parse", "HEAD"]);
    assert.equal(stdout.trim(), repository.head());
  });

  it("takes no push", async () => {
    const push = git(["-C", join(folder, "clone"), "push", repositoryUrl(port), "HEAD:refs/heads/other"]);
    await assert.rejects(push, /not found|403|404/);
  });

  it("serves nothing else, and nobody who came under another name", async () => {
    const clone = "/repository.git/info/refs?service=git-upload-pack";
    assert.equal(await status(clone), 200);
    assert.equal(await status("/repository.git/info/refs?service=git-receive-pack"), 404);
    assert.equal(await status("/repository.git/config"), 404);
    assert.equal(await status("/repository.git/../work/gitops"), 404);
    assert.equal(await status(clone, "attacker.example"), 403);
  });
});
