import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { RunError } from "@pulumi/pulumi";

import { connectTo, type ClusterReader } from "../../program/cluster-reader";
import { buildMinutes, sandboxForTests, type TestSandbox } from "../support/sandbox";
import { Workplace } from "../support/workplace";

describe("what the program reads from the cluster before it registers anything", () => {
  const workplace = new Workplace();
  const namespace = "cluster-reader";
  const labels = { "cluster-reader/test": "yes" };
  let sandbox: TestSandbox;
  let reader: ClusterReader;

  before(async function () {
    this.timeout(buildMinutes * 60_000);
    sandbox = await sandboxForTests();
    await sandbox.cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    await sandbox.cluster.apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "kept", namespace, labels },
      data: { password: Buffer.from("horse").toString("base64") },
    });
    reader = await connectTo(sandbox);
  });
  after(() => workplace.end());

  const secret = (name: string) => ({ apiVersion: "v1", kind: "Secret", namespace, name });

  it("is an object that exists", async () => {
    const data = { password: Buffer.from("horse").toString("base64") };
    assert.deepEqual((await reader.read(secret("kept")))?.data, data);
  });

  it("is the objects of a namespace that carry a label", async () => {
    const found = await reader.list("v1", "Secret", namespace, "cluster-reader/test=yes");
    assert.deepEqual(
      found.map(({ metadata }) => metadata?.name),
      ["kept"],
    );
  });

  it("is nothing where there is no such object, or no such kind", async () => {
    assert.equal(await reader.read(secret("absent")), undefined);
    const unserved = { apiVersion: "example.com/v1", kind: "Unserved", namespace, name: "any" };
    assert.equal(await reader.read(unserved), undefined);
    assert.deepEqual(await reader.list("example.com/v1", "Unserved", namespace, "any=thing"), []);
  });

  it("cannot be read through a context that the kubeconfig lacks, and names those that it has", async () => {
    await assert.rejects(
      connectTo({ kubeconfig: sandbox.kubeconfig, context: "elsewhere" }),
      (error: unknown) =>
        error instanceof RunError &&
        error.message.includes('kubeContext is "elsewhere"') &&
        error.message.includes(sandbox.context),
    );
  });

  /** The cluster with something in its kubeconfig replaced. */
  function connectWith(pattern: RegExp, replacement: string): Promise<ClusterReader> {
    const kubeconfig = join(workplace.path("kubeconfig"));
    writeFileSync(kubeconfig, readFileSync(sandbox.kubeconfig, "utf8").replaceAll(pattern, replacement));
    return connectTo({ kubeconfig, context: sandbox.context });
  }

  for (const [what, pattern, replacement, answer] of [
    ["does not answer", /server: .*/g, "server: https://127.0.0.1:1", "no answer"],
    ["refuses who asks", /(token|client-certificate-data|client-key-data): .*/g, "", "HTTP 40[13]"],
  ] as const) {
    it(`stops the update where the cluster ${what}, because a kept password may be there`, async () => {
      const broken = await connectWith(pattern, replacement);
      for (const ask of [
        () => broken.read(secret("kept")),
        () => broken.list("v1", "Secret", namespace, "cluster-reader/test=yes"),
      ]) {
        await assert.rejects(
          ask,
          (error: unknown) => error instanceof RunError && new RegExp(answer).test(error.message),
        );
      }
    });
  }
});
