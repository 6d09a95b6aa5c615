import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readDefinitions } from "../../../../sandbox/stand-ins/definitions";
import { argocdKinds, fluxKinds, fluxObjects } from "../../../../sandbox/stand-ins/platform";

describe("the sandbox's definitions", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "definitions-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function file(name: string, ...documents: string[]): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, documents.join("\n---\n"));
    return path;
  }
  const crd = (name: string): string =>
    `kind: CustomResourceDefinition\nmetadata:\n  name: ${name}\nspec:\n  conversion: {strategy: Webhook}`;

  it("are the wanted CRDs of the files, without webhooks that cannot run here", async () => {
    const path = await file("a.yaml", crd("a.example.com"), crd("b.example.com"), "kind: Deployment");
    const found = await readDefinitions([path], ["b.example.com"]);
    assert.deepEqual(
      found.map(({ metadata, spec }) => [metadata.name, spec]),
      [["b.example.com", { conversion: undefined }]],
    );
  });

  it("name what is in none of the files", async () => {
    const path = await file("a.yaml", crd("a.example.com"));
    await assert.rejects(
      readDefinitions([path], ["a.example.com", "c.example.com"]),
      /CRDs c\.example\.com are/,
    );
  });

  it("apply nothing of Flux unless it is asked for", () => {
    assert.deepEqual(
      argocdKinds.filter((name) => name.includes("flux")),
      [],
    );
    assert.equal(fluxKinds.length, 11);
  });

  it("have the controller that proves Flux, in its namespace", async () => {
    const controller = "kind: Deployment\nmetadata:\n  name: kustomize-controller";
    const path = await file("kustomize-controller.yaml", crd("k.example.com"), controller);
    const objects = await fluxObjects([path]);
    assert.deepEqual(
      objects.map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name]),
      [
        ["Namespace", undefined, "flux-system"],
        ["Deployment", "flux-system", "kustomize-controller"],
      ],
    );
  });
});
