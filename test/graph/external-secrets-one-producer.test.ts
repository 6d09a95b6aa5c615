import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { ExternalSecret, type ExternalSecretArgs } from "../../components/secrets/external-secret";
import { claimSecret } from "../../components/secrets/one-producer";
import { recordGraph, unknownPaths, type Registration } from "../support/graph";

/** A producer as other components are: it claims its Secret, then registers it. */
class Producer extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: { namespace: pulumi.Input<string>; name: pulumi.Input<string> },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("test:index:Producer", name, {}, opts);
    const secretName = claimSecret(this, args.namespace, args.name);
    new k8s.core.v1.Secret(
      `${name}-secret`,
      { metadata: { name: secretName, namespace: args.namespace } },
      { parent: this },
    );
  }
}

const root = { namespace: "mariadb-dev", name: "mariadb-root" };
const external: ExternalSecretArgs = {
  environment: "dev",
  namespace: "mariadb-dev",
  secretName: "mariadb-root",
  store: "vault",
  data: [{ remoteKey: "mariadb" }],
};

describe("one producer per Secret", () => {
  it("refuses the second producer before anything of it is registered, and names both", async () => {
    const record: Registration[] = [];
    const program = () => {
      new Producer("credentials", root);
      new ExternalSecret("root-password", external);
    };
    await assert.rejects(
      recordGraph(program, { record }),
      /ExternalSecret "root-password": the Secret mariadb-dev\/mariadb-root is already produced by Producer "credentials"/,
    );
    assert.deepEqual(
      record.filter(({ type }) => type.includes("ExternalSecret") && type.startsWith("kubernetes:")),
      [],
    );
  });

  it("refuses it in either order, and two of one kind", async () => {
    const pairs = [
      () => [new ExternalSecret("a", external), new Producer("b", root)],
      () => [new ExternalSecret("a", external), new ExternalSecret("b", external)],
    ];
    for (const program of pairs) {
      await assert.rejects(recordGraph(program), /is already produced by ExternalSecret "a"/);
    }
  });

  it("sees no collision between two programs in one process", async () => {
    for (const stack of ["dev", "dev", "staging"]) {
      const graph = await recordGraph(() => new Producer("credentials", root), { stack });
      assert.equal(graph.length, 2);
    }
  });

  it("sees none between namespaces, between names, and between clusters", async () => {
    const graph = await recordGraph(() => {
      new Producer("a", root);
      new Producer("b", { ...root, namespace: "mariadb-staging" });
      new Producer("c", { ...root, name: "mariadb-app" });
      new Producer("d", root, { providers: [new k8s.Provider("other", { context: "other" })] });
    });
    assert.equal(graph.filter(({ type }) => type === "kubernetes:core/v1:Secret").length, 4);
  });

  it("sees one on a cluster that two components share through one provider", async () => {
    const program = () => {
      const provider = new k8s.Provider("cluster", { context: "here" });
      new Producer("a", root, { providers: [provider] });
      new Producer("b", root, { provider });
    };
    await assert.rejects(recordGraph(program), /already produced by Producer "a"/);
  });

  it("decides names that are outputs when they are known, and then keeps the second from being registered", async () => {
    const { graph, errors } = await failing(() => {
      new Producer("a", { ...root, namespace: pulumi.output("mariadb-dev") });
      new Producer("b", { ...root, name: pulumi.output(Promise.resolve("mariadb-root")) });
    });
    assert.match(errors.join("\n"), /Producer "b": the Secret .* is already produced by Producer "a"/);
    const secrets = graph.filter(({ type }) => type === "kubernetes:core/v1:Secret");
    assert.deepEqual(
      secrets.map(({ name }) => name),
      ["a-secret"],
    );
  });

  it("lets a producer claim its own Secret again", async () => {
    await recordGraph(() => {
      const producer = new Producer("a", root);
      claimSecret(producer, root.namespace, root.name);
    });
  });

  it("gives back a name that a preview knows", async () => {
    const graph = await recordGraph(() => new Producer("a", root), { preview: true });
    for (const { inputs } of graph) {
      assert.deepEqual(unknownPaths(inputs), []);
    }
  });
});

/** Runs a program and collects the rejections that nobody handles: with them Pulumi ends the update as failed. */
async function failing(program: () => unknown): Promise<{ graph: Registration[]; errors: string[] }> {
  const others = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  const errors: string[] = [];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => errors.push(String(reason)));
  try {
    const graph = await recordGraph(program);
    await setImmediate();
    return { graph, errors };
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) {
      process.on("unhandledRejection", listener);
    }
  }
}
