import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { moduleDir, shippedFile } from "../../../../sandbox/tools/files";
import { newMachine, serve, type Machine, type Server } from "./support";

const crd = "manifests/crds/appproject-crd.yaml";
const secretCrd = "config/crds/bases/external-secrets.io_externalsecrets.yaml";
const content = "kind: CustomResourceDefinition";

describe("files that projects ship", () => {
  let machine: Machine;
  let server: Server | undefined;
  beforeEach(async () => (machine = await newMachine()));
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await machine.remove();
  });
  const cachedPath = (project: string, file: string): string => join(machine.cache, "files", project, file);

  it("are read from the module that Go has", async () => {
    const module = join(machine.root, "module");
    await mkdir(join(module, "manifests", "crds"), { recursive: true });
    await writeFile(join(module, crd), "kind: CustomResourceDefinition");
    await machine.go(`echo ${module}`);
    assert.equal(await moduleDir("argocd", "github.com/argoproj/argo-cd/v3", machine.options()), module);
    assert.equal(await shippedFile("argo-cd", crd, machine.options()), join(module, crd));
    assert.match(
      await readFile(join(machine.root, "go.log"), "utf8"),
      /^list -mod=readonly -m -f \{\{\.Dir\}\} github\.com\/argoproj\/argo-cd\/v3$/m,
    );
  });

  it("are downloaded by Go when its module cache lacks them", async () => {
    const dir = join(machine.root, 'a \\"b');
    const json = JSON.stringify({ Path: "m", Dir: dir }, undefined, "\t");
    await writeFile(join(machine.root, "answer.json"), json);
    await machine.go(`case "$all" in list*) exit 0;; *) /bin/cat ${machine.root}/answer.json;; esac`);
    assert.equal(await moduleDir("argocd", "m", machine.options()), dir);
  });

  it("are read from a module that Go unpacked and then refused, because it wants a newer Go", async () => {
    const dir = join(machine.root, "module");
    const refusal = '{ "Error": "m requires go >= 1.27.0 (running go 1.26.8; GOTOOLCHAIN=local)" }';
    const unpack = `/bin/mkdir ${dir}; echo '${refusal}'; exit 1`;
    await machine.go(`case "$all" in list*) [ -d ${dir} ] && echo ${dir}; exit 0;; *) ${unpack};; esac`);
    assert.equal(await moduleDir("flux", "m", machine.options()), dir);
  });

  it("have a clear error when neither works", async () => {
    await machine.go(
      `echo '{ "Error": "m: Get \\"https://proxy.example/m\\": dial tcp: no such host" }'; exit 1`,
    );
    await assert.rejects(moduleDir("argocd", "m", machine.options()), {
      code: "modules-unreachable",
      what: "The files of the Go module m were not read",
    });
    await assert.rejects(shippedFile("argo-cd", crd, machine.options()), {
      code: "file-unavailable",
      why: /^Go: .*no such host.*; there is no internet$/,
      remedy: new RegExp(`copy that file of the tag v3\\.5\\.3 to ${cachedPath("argo-cd", `v3.5.3/${crd}`)}`),
    });
  });

  it("come from the repository at the same tag when there is no Go, once", async () => {
    server = await serve((_request, response) => response.end(content));
    const options = machine.options({ bases: server.bases });
    const project = {
      repository: "external-secrets/external-secrets",
      tag: "v1.3.2",
      module: { family: "external-secrets", path: "m" },
      files: { [secretCrd]: createHash("sha256").update(content).digest("hex") },
    } as const;
    const projects = { "external-secrets": project, "argo-cd": project, flux: project, kwok: project };
    const path = await shippedFile("external-secrets", secretCrd, options, projects);
    assert.equal(path, cachedPath("external-secrets", `v1.3.2/${secretCrd}`));
    assert.equal(await readFile(path, "utf8"), content);
    assert.equal(await shippedFile("external-secrets", secretCrd, options, projects), path);
    assert.deepEqual(server.requests, [
      "HEAD /",
      `GET /external-secrets/external-secrets/v1.3.2/${secretCrd}`,
    ]);
  });

  it("are refused with a wrong checksum, downloaded or put there by hand", async () => {
    server = await serve((_request, response) => response.end("tampered"));
    const path = cachedPath("argo-cd", `v3.5.3/${crd}`);
    const options = machine.options({ bases: server.bases });
    await assert.rejects(shippedFile("argo-cd", crd, options), { code: "checksum-mismatch" });
    assert.ok(!existsSync(path));
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "tampered");
    await assert.rejects(shippedFile("argo-cd", crd, options), {
      code: "checksum-mismatch",
      remedy: /Delete it/,
    });
  });

  it("are not made of an error page", async () => {
    server = await serve((_request, response) => response.writeHead(404).end("not found"));
    await assert.rejects(
      shippedFile("external-secrets", secretCrd, machine.options({ bases: server.bases })),
      {
        code: "file-unavailable",
        why: /answered 404/,
      },
    );
    assert.ok(!existsSync(cachedPath("external-secrets", `v1.3.2/${secretCrd}`)));
  });
});
