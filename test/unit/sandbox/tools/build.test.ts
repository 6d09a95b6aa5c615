import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ensureTools } from "../../../../sandbox/tools";
import { toolSpecs } from "../../../../sandbox/tools/catalog";
import { gibibyte } from "../../../../sandbox/tools/disk";
import { hostOf, toolFolder } from "../../../../sandbox/tools/host";
import { make, newMachine, type Machine } from "./support";

describe("building tools", () => {
  let machine: Machine;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(() => machine.remove());

  const folder = (): string => toolFolder(hostOf(machine.options()), toolSpecs.etcd);
  const goLog = async (): Promise<string> => readFile(join(machine.root, "go.log"), "utf8");
  const assertNothingLeft = (): void => {
    assert.deepEqual(existsSync(folder()) ? readdirSync(folder()) : [], []);
  };

  it("puts the binary into the cache, with its progress", async () => {
    await machine.go(`echo "go: downloading x v1" >&2; echo crypto/rsa >&2; ${make("etcd", "3.6.6")}`);
    const { etcd } = await ensureTools(["etcd"], machine.options());
    assert.equal(etcd.source, "build");
    assert.equal(etcd.path, join(folder(), "etcd"));
    assert.deepEqual(readdirSync(folder()), ["etcd"]);
    assert.deepEqual(machine.progress.lines, [
      "action: no internet: official downloads are skipped",
      "step: building etcd v3.6.6 from its Go module (about 1 min)",
      "note: 1 modules downloaded",
      "note: 1 packages compiled",
      "success: etcd v3.6.6 built in 1s",
    ]);
  });

  it("runs Go in the family's folder, static, without the person's go.work", async () => {
    await machine.go(
      `echo "$PWD $CGO_ENABLED $GOWORK $GOFLAGS" > ${machine.root}/env; ${make("etcd", "3.6.6")}`,
    );
    const options = machine.options();
    await ensureTools(["etcd"], { ...options, env: { ...options.env, GOFLAGS: "-p=1", CGO_ENABLED: "1" } });
    assert.match(await readFile(join(machine.root, "env"), "utf8"), /sandbox\/tools\/etcd 0 off -p=1\n$/);
  });

  it("builds one after the other in the order given, and only what is missing", async () => {
    await machine.go(
      `case "$out" in *kustomize) ${make("kustomize", "5.8.1")};; *) ${make("etcd", "3.6.6")};; esac`,
    );
    await ensureTools(["kustomize", "etcd"], machine.options());
    const builds = (await goLog()).split("\n").filter((line) => line.startsWith("build"));
    assert.equal(builds.length, 2);
    assert.match(builds[0] ?? "", /kustomize\/v5$/);
    assert.match(builds[1] ?? "", /etcd\/server\/v3$/);
    const again = await ensureTools(["kustomize", "etcd"], machine.options());
    assert.equal(again.etcd.source, "cache");
    assert.equal((await goLog()).split("\n").filter((line) => line.startsWith("build")).length, 2);
  });

  it("says which tools need Go when there is none, before any work", async () => {
    await assert.rejects(ensureTools(["etcd", "redis"], machine.options()), {
      name: "Problem",
      code: "go-missing",
      what: /^etcd v3\.6\.6, redis v\S+ can neither be found nor built$/,
      remedy: /Install Go 1\.26\.0 or newer from https:\/\/go\.dev\/dl/,
    });
  });

  it("asks for the newest Go that any of the missing tools needs", async () => {
    await assert.rejects(ensureTools(["etcd", "argocd"], machine.options()), {
      remedy: /Go 1\.26\.3 or newer/,
    });
  });

  it("refuses an older Go that may not fetch a newer one", async () => {
    for (const [GOVERSION, GOTOOLCHAIN] of [
      ["go1.25.9", "local"],
      ["go1.25.9", "path"],
      ["go1.20.1", ""],
    ] as const) {
      await machine.go("exit 1", { GOVERSION, GOTOOLCHAIN });
      await assert.rejects(ensureTools(["etcd"], machine.options()), {
        code: "go-too-old",
        why: new RegExp(`is Go ${GOVERSION.slice(2)}, Go 1\\.26\\.0 is needed`),
      });
    }
  });

  it("lets an older Go fetch the one it needs", async () => {
    await machine.go(make("etcd", "3.6.6"), { GOVERSION: "go1.24.1", GOTOOLCHAIN: "auto" });
    assert.equal((await ensureTools(["etcd"], machine.options())).etcd.source, "build");
  });

  it("does not start what the disk cannot hold", async () => {
    await machine.go(make("etcd", "3.6.6"));
    const freeSpace = () => Promise.resolve({ device: 1, bytes: 0.5 * gibibyte });
    await assert.rejects(ensureTools(["etcd"], machine.options({ freeSpace })), {
      code: "disk-full",
      why: /may need 0\.8 GiB and 0\.5 GiB are free/,
    });
    assert.doesNotMatch(await goLog(), /^build/m);
  });

  it("names a disk that runs full during the build, and leaves nothing", async () => {
    await machine.go(`echo x > "$out"; echo "write /tmp/x: no space left on device" >&2; exit 1`);
    await assert.rejects(ensureTools(["etcd"], machine.options()), {
      code: "disk-full",
      what: "etcd v3.6.6 was not built",
    });
    assertNothingLeft();
  });

  it("passes on what Go said when the build fails", async () => {
    await machine.go(`echo crypto/rsa >&2; echo "./main.go:3:1: syntax error" >&2; exit 1`);
    await assert.rejects(ensureTools(["etcd"], machine.options()), {
      code: "build-failed",
      why: "./main.go:3:1: syntax error",
    });
    assertNothingLeft();
  });

  it("does not keep a build that does not answer as the pinned version", async () => {
    await machine.go(make("etcd", "3.6.5"));
    await assert.rejects(ensureTools(["etcd"], machine.options()), {
      code: "build-failed",
      why: "the etcd that came of it is 3.6.5, not 3.6.6",
    });
    assertNothingLeft();
  });

  it("says so when a Go on PATH does not work", async () => {
    await machine.program(join(machine.bin, "go"), 'echo "go: cannot find GOROOT" >&2; exit 2');
    await assert.rejects(ensureTools(["etcd"], machine.options()), {
      code: "go-missing",
      why: /cannot find GOROOT/,
    });
  });

  it("removes what a killed run left, and only that", async () => {
    await mkdir(join(folder(), ".partial-of-a-killed-run"), { recursive: true });
    await writeFile(join(folder(), ".partial-of-a-killed-run", "etcd"), "half");
    await machine.go(make("etcd", "3.6.6"));
    await ensureTools(["etcd"], machine.options());
    assert.deepEqual(readdirSync(folder()), ["etcd"]);
  });

  it("builds once when two runs need the same tool", async () => {
    await machine.go(`/bin/sleep 0.3; ${make("etcd", "3.6.6")}`);
    const runs = await Promise.all([1, 2].map(() => ensureTools(["etcd"], machine.options())));
    assert.deepEqual(runs.map((run) => run.etcd.source).sort(), ["build", "cache"]);
    assert.equal((await goLog()).split("\n").filter((line) => line.startsWith("build")).length, 1);
    assert.ok(machine.progress.lines.includes("success: etcd v3.6.6 made by the other run after 1s"));
    assert.match(
      machine.progress.lines.join("\n"),
      /waiting: etcd v3\.6\.6 is being made by process \d+ on /,
    );
  });

  it("says so when the cache cannot be written", async () => {
    await machine.go(make("etcd", "3.6.6"));
    await writeFile(machine.cache, "a file where the cache should be");
    await assert.rejects(ensureTools(["etcd"], machine.options()), {
      code: "cache-not-writable",
      remedy: /MARIADB_GITOPS_CACHE/,
    });
  });
});
