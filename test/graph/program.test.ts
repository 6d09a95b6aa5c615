import assert from "node:assert/strict";

import { Environment } from "../../components";
import { program } from "../../pipeline/program";
import { only, recordGraph, unknownPaths, type GraphOptions, type Registration } from "../support/graph";

const config = { kubeContext: "kind-dev", repositoryUrl: "https://example.com/databases.git" };

function graphOf(stack: string, options: GraphOptions = {}): Promise<Registration[]> {
  return recordGraph(program, { stack, ...options, config: { ...config, ...options.config } });
}

function typesOf(graph: readonly Registration[]): string[] {
  return [...new Set(graph.map(({ type }) => type.split(":").at(-1) ?? type))].sort();
}

describe("the program", () => {
  it("registers the platform and one delivery in production, and produces no Secret of the databases", async () => {
    assert.deepEqual(typesOf(await graphOf("production")), [
      "AppProject",
      "Application",
      "ArgoCd",
      "DatabaseApplication",
      "DatabaseNamespace",
      "DatabaseProject",
      "Namespace",
      "RandomPassword",
      "Release",
      "Secret",
      "kubernetes",
    ]);
  });

  it("adds the generated credentials and the sealing key where the stack asks for them", async () => {
    const types = typesOf(await graphOf("dev", { config: { sealingKey: "true" } }));
    assert.ok(types.includes("DatabaseCredentials") && types.includes("SealingKey"));
  });

  it("adds the backup bucket when it is named", async () => {
    const types = typesOf(await graphOf("production", { config: { backupBucket: "acme-backups" } }));
    assert.ok(types.includes("BackupBucket"));
  });

  for (const stack of Object.values(Environment)) {
    it(`uses the cluster that ${stack} names for every Kubernetes resource, never the ambient one`, async () => {
      const graph = await graphOf(stack, { config: { sealingKey: "true" } });
      const kubernetes = graph.filter(({ type }) => type.startsWith("kubernetes:"));
      assert.ok(kubernetes.length > 3);
      for (const { name, provider } of kubernetes) {
        assert.match(provider, /pulumi:providers:kubernetes::cluster::/, name);
      }
    });

    it(`registers every child under its component in ${stack}`, async () => {
      for (const { type, name, parent } of await graphOf(stack)) {
        const top = type.startsWith("mariadb-gitops:") || type.startsWith("pulumi:providers:");
        assert.match(parent, top ? /pulumi:pulumi:Stack::/ : /mariadb-gitops:index:/, name);
      }
    });

    it(`knows every input in a preview of ${stack} but the passwords and what they are part of`, async () => {
      const graph = await graphOf(stack, { preview: true });
      for (const { type, name, inputs } of graph.filter(({ type }) => type !== "kubernetes:core/v1:Secret")) {
        assert.deepEqual(unknownPaths(inputs), [], `${type} ${name}`);
      }
    });
  }

  it("registers the Application after its project, the project after the engine, both after the namespace", async () => {
    const graph = await graphOf("dev");
    const depends = (type: string) =>
      only(graph, `kubernetes:argoproj.io/v1alpha1:${type}`).dependencies.join(" ");
    assert.match(depends("AppProject"), /helm\.sh\/v3:Release::argocd-release/);
    assert.match(depends("Application"), /AppProject::/);
    assert.match(depends("Application"), /Namespace::mariadb-namespace/);
  });

  it("fails on a bad value before it registers anything", async () => {
    const record: Registration[] = [];
    await assert.rejects(
      graphOf("dev", { config: { automated: "yes" }, record }),
      /automated is "yes"; write true or false/,
    );
    assert.deepEqual(
      record.filter(({ type }) => type !== "pulumi:pulumi:Stack"),
      [],
    );
  });
});
