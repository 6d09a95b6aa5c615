import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { officialChart, officialPart } from "../../../../sandbox/tools/official";
import { skip } from "../../../support/skip";

describe("official parts", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mariadb-gitops-official-"));
    env = { ...process.env, MARIADB_GITOPS_SHARED: join(folder, "shared"), MARIADB_GITOPS_CACHE: folder };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  describe("that are programs", () => {
    beforeEach(function () {
      if (process.platform !== "linux" || process.arch !== "x64") {
        skip(this, "the parts are for linux-amd64");
      }
    });

    it("are unpacked once, and again when the packed file changes", async function () {
      try {
        execFileSync("xz", ["--version"]);
      } catch {
        skip(this, "xz is not on PATH");
      }
      await share("bin/source-controller.xz", pack("#!/bin/sh\necho one"));
      const { path } = (await officialPart("source-controller", { env })) as { path: string };
      assert.equal(execFileSync(path, { encoding: "utf8" }), "one\n");
      assert.deepEqual(await readdir(dirname(path)), ["source-controller"]);
      const withoutXz = { env: { ...env, PATH: "" } };
      assert.deepEqual(await officialPart("source-controller", withoutXz), { path });

      await share("bin/source-controller.xz", pack("#!/bin/sh\necho two"));
      const changed = (await officialPart("source-controller", { env })) as { path: string };
      assert.equal(execFileSync(changed.path, { encoding: "utf8" }), "two\n");
    });

    it("are refused when the packed file is damaged, and leave nothing in the cache", async function () {
      await share("bin/source-controller.xz", Buffer.from("not packed"));
      await assert.rejects(officialPart("source-controller", { env }), /source-controller\.xz is damaged/);
      const [unpacked = ""] = await readdir(join(folder, "official"));
      assert.deepEqual(await readdir(join(folder, "official", unpacked)), []);
    });

    it("are missing, with the reason, without the shared folder or without xz", async () => {
      assert.deepEqual(await officialPart("source-controller", { env }), {
        missing: `${folder}/shared/official/bin/source-controller.xz is not here; name its shared folder in MARIADB_GITOPS_SHARED`,
      });
      await share("bin/source-controller.xz", Buffer.from(""));
      assert.deepEqual(await officialPart("source-controller", { env: { ...env, PATH: "" } }), {
        missing: `xz is not on PATH, which unpacks ${folder}/shared/official/bin/source-controller.xz`,
      });
    });
  });

  it("that are charts are found by their name, whatever their version", async () => {
    await share("charts/mariadb-operator-26.6.0.tgz", Buffer.from(""));
    await share("charts/mariadb-operator-crds-26.6.0.tgz", Buffer.from(""));
    assert.deepEqual(await officialChart("mariadb-operator", { env }), {
      path: `${folder}/shared/official/charts/mariadb-operator-26.6.0.tgz`,
    });
  });

  it("that are charts are missing when there is none, or when two versions leave it open which one is meant", async () => {
    assert.deepEqual(await officialChart("argo-cd", { env }), {
      missing: `${folder}/shared/official/charts/argo-cd-VERSION.tgz is not here; name its shared folder in MARIADB_GITOPS_SHARED`,
    });
    await share("charts/argo-cd-10.1.0.tgz", Buffer.from(""));
    await share("charts/argo-cd-10.1.1.tgz", Buffer.from(""));
    assert.deepEqual(await officialChart("argo-cd", { env }), {
      missing: `${folder}/shared/official/charts holds several versions: argo-cd-10.1.0.tgz, argo-cd-10.1.1.tgz`,
    });
  });

  function pack(text: string): Buffer {
    return execFileSync("xz", ["-c"], { input: text });
  }

  async function share(file: string, content: Buffer): Promise<void> {
    const path = join(folder, "shared", "official", file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
});
