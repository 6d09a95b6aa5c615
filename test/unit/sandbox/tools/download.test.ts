import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { toolSpecs } from "../../../../sandbox/tools/catalog";
import { downloadTool } from "../../../../sandbox/tools/download";
import { defaultTimeouts, hostOf, toolFolder, type ToolOptions } from "../../../../sandbox/tools/host";
import type { ToolName } from "../../../../sandbox/tools/spec";
import { answer, newMachine, serve, type Machine, type Server } from "./support";

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

describe("downloading tools", () => {
  let machine: Machine;
  let server: Server | undefined;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await machine.remove();
  });

  // Downloads of kube-apiserver exist for Linux alone, so the tests take kustomize and etcd.
  const host = (more: ToolOptions = {}) => {
    const options = machine.options();
    // tar needs gzip beside it.
    const env = { ...options.env, PATH: `${machine.bin}:/usr/bin:/bin` };
    return hostOf({ ...options, env, ...(server && { bases: server.bases }), ...more });
  };
  const folder = (name: ToolName): string => toolFolder(host(), toolSpecs[name]);
  const assertNothingLeft = (name: ToolName): void => {
    assert.deepEqual(existsSync(folder(name)) ? readdirSync(folder(name)) : [], []);
  };

  /** An archive as kustomize publishes it. */
  async function archive(version = "5.8.1", member = "kustomize"): Promise<Buffer> {
    const made = join(machine.root, "made");
    await machine.program(join(made, member), answer("kustomize", version));
    execFileSync("tar", ["-czf", join(machine.root, "a.tar.gz"), "-C", made, member]);
    return readFileSync(join(machine.root, "a.tar.gz"));
  }

  /** Serves an archive with a list of checksums, each of which a test may replace. */
  async function publish(data: Buffer, sum = sha256(data), truncate = false): Promise<void> {
    server = await serve((request, response) => {
      const name = basename(decodeURIComponent(request.url ?? "/"));
      if (request.method === "HEAD") {
        response.end();
      } else if (name === "checksums.txt") {
        const { os, arch } = host().platform;
        response.end(`${"0".repeat(64)}  other.tar.gz\n${sum}  kustomize_v5.8.1_${os}_${arch}.tar.gz\n`);
      } else if (truncate) {
        response.writeHead(200, { "content-length": data.length });
        response.write(data.subarray(0, data.length / 2), () => response.destroy());
      } else {
        response.end(data);
      }
    });
  }

  it("unpacks a verified archive into the cache", async () => {
    await publish(await archive());
    const found = await downloadTool(host(), toolSpecs.kustomize);
    const path = join(folder("kustomize"), "kustomize");
    assert.deepEqual(found, { path, version: "5.8.1", source: "download" });
    assert.match(execFileSync(path, { encoding: "utf8" }), /v5\.8\.1/);
    assert.deepEqual(readdirSync(folder("kustomize")), ["kustomize"], "the archive and the lock are gone");
    assert.deepEqual(machine.progress.lines, [
      "step: downloading kustomize v5.8.1",
      "success: kustomize v5.8.1 downloaded in 1s",
    ]);
  });

  it("takes a file that is the binary itself, with a checksum file that is nothing but the sum", async () => {
    const path = await machine.program(
      join(machine.root, "kube-apiserver"),
      answer("kube-apiserver", "1.36.3"),
    );
    const data = readFileSync(path);
    server = await serve((request, response) => {
      response.end(
        request.method === "HEAD" ? undefined : request.url?.endsWith(".sha256") ? `${sha256(data)}\n` : data,
      );
    });
    const linux = { os: "linux", arch: "amd64" } as const;
    const found = await downloadTool({ ...host(), platform: linux }, toolSpecs["kube-apiserver"]);
    assert.equal(found?.source, "download");
    assert.deepEqual(server.requests.slice(1), [
      "GET /v1.36.3/bin/linux/amd64/kube-apiserver.sha256",
      "GET /v1.36.3/bin/linux/amd64/kube-apiserver",
    ]);
  });

  it("stops at a wrong checksum and keeps nothing", async () => {
    await publish(await archive(), "a".repeat(64));
    await assert.rejects(downloadTool(host(), toolSpecs.kustomize), {
      name: "Problem",
      code: "checksum-mismatch",
      why: /has the SHA-256 [0-9a-f]{64}, and a{64} was published/,
    });
    assertNothingLeft("kustomize");
  });

  it("goes on without the download when the file is not there, cut short, or not named in the checksums", async () => {
    server = await serve((request, response) => {
      response.writeHead(request.method === "HEAD" ? 200 : 404).end();
    });
    assert.equal(await downloadTool(host(), toolSpecs.kustomize), undefined);
    assert.match(
      machine.progress.lines.at(-1) ?? "",
      /^warning: .* was not downloaded: .*checksums\.txt answered 404/,
    );
    assertNothingLeft("kustomize");
    await server.close();

    await publish(await archive(), undefined, true);
    assert.equal(await downloadTool(host(), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.at(-1) ?? "", /tar\.gz failed \(/);
    assertNothingLeft("kustomize");
    await server.close();

    // A sign-in page of a hotel answers everything with 200.
    server = await serve((_request, response) => response.end("<html>Welcome</html>"));
    assert.equal(await downloadTool(host(), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.at(-1) ?? "", /published checksums do not name kustomize_v5/);
    assertNothingLeft("kustomize");
  });

  it("does not use a verified file that is another version or lacks the binary", async () => {
    await publish(await archive("5.7.0"));
    assert.equal(await downloadTool(host(), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.at(-1) ?? "", /^warning: .* is 5\.7\.0, not 5\.8\.1/);
    assertNothingLeft("kustomize");
    await server?.close();

    await publish(await archive("5.8.1", "readme"));
    assert.equal(await downloadTool(host(), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.at(-1) ?? "", /does not hold kustomize/);
    assertNothingLeft("kustomize");
  });

  it("gives up on a server that falls silent", async () => {
    const timeouts = { ...defaultTimeouts, answer: 100, stall: 100 };
    server = await serve((request, response) => {
      if (request.method === "HEAD") {
        response.end();
      }
    });
    assert.equal(await downloadTool(host({ timeouts }), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.at(-1) ?? "", /stopped answering/);
    await server.close();

    const data = await archive();
    const { os, arch } = host().platform;
    server = await serve((request, response) => {
      if (request.method === "HEAD") {
        response.end();
      } else if (request.url?.endsWith("checksums.txt")) {
        response.end(`${sha256(data)}  kustomize_v5.8.1_${os}_${arch}.tar.gz\n`);
      } else {
        response.write(data.subarray(0, 10));
      }
    });
    assert.equal(await downloadTool(host({ timeouts }), toolSpecs.kustomize), undefined);
    assert.match(machine.progress.lines.at(-1) ?? "", /tar\.gz stopped answering/);
    assertNothingLeft("kustomize");
  });

  it("asks once per run whether there is internet, and waits three seconds at most", async () => {
    assert.equal(defaultTimeouts.probe, 3000);
    server = await serve(() => undefined);
    const run = host({ timeouts: { ...defaultTimeouts, probe: 100 } });
    assert.equal(await downloadTool(run, toolSpecs.kustomize), undefined);
    assert.equal(await downloadTool(run, toolSpecs.etcd), undefined);
    assert.equal(await downloadTool(run, toolSpecs.pulumi), undefined);
    assert.deepEqual(server.requests, ["HEAD /"]);
    assert.deepEqual(machine.progress.lines, ["action: no internet: official downloads are skipped"]);
  });

  it("ends at once when it is aborted, and keeps nothing", async () => {
    const controller = new AbortController();
    server = await serve((request, response) => {
      if (request.method === "HEAD") {
        response.end();
      } else {
        controller.abort();
      }
    });
    await assert.rejects(downloadTool(host({ signal: controller.signal }), toolSpecs.kustomize), {
      name: "AbortError",
    });
    assertNothingLeft("kustomize");
  });

  it("downloads nothing for a tool that is published nowhere", async () => {
    server = await serve((_request, response) => response.end());
    assert.equal(await downloadTool(host(), toolSpecs.redis), undefined);
    assert.deepEqual(server.requests, []);
  });
});
