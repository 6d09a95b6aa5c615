import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parse } from "yaml";

import type { Cluster, KubeObject } from "../../../../sandbox/cluster/cluster";
import { containerOf, processOf } from "../../../../sandbox/cluster/container";
import { OperatorWebhook } from "../../../../sandbox/cluster/operator";
import { running, stopAll, Supervisor } from "../../../../sandbox/cluster/supervisor";
import { createFolders, layout, type Layout } from "../../../../sandbox/ground/layout";

const deployment: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "mariadb-operator-cert-controller", namespace: "mariadb-system" },
  spec: {
    template: {
      spec: {
        serviceAccountName: "mariadb-operator-cert-controller",
        containers: [
          {
            args: ["cert-controller", "--health-addr=:8081", "--log-level=INFO"],
            env: [{ name: "CLUSTER_NAME", value: "cluster.local" }],
            envFrom: [{ configMapRef: { name: "settings" } }],
          },
        ],
      },
    },
  },
};

describe("a container as a process", () => {
  const settings = { metadata: { name: "settings" }, data: { LEVEL: "info", CLUSTER_NAME: "shared" } };

  it("keeps the arguments and the environment of its Deployment, and changes addresses alone", () => {
    const container = containerOf(deployment, [settings]);
    assert.deepEqual(
      processOf(container, "/bin/operator", { "--health-addr": "127.0.0.1:1" }, { KUBECONFIG: "own" }),
      {
        command: "/bin/operator",
        args: ["cert-controller", "--log-level=INFO", "--health-addr=127.0.0.1:1"],
        env: { LEVEL: "info", CLUSTER_NAME: "cluster.local", KUBECONFIG: "own" },
      },
    );
  });

  it("is refused without a ConfigMap that it takes its environment from", () => {
    assert.throws(() => containerOf(deployment), /The ConfigMap settings .* is missing/);
  });
});

describe("the operator's certificate controller during an update", () => {
  let where: Layout;
  let supervisor: Supervisor;
  beforeEach(async () => {
    where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-operator-")));
    await createFolders(where);
    writeFileSync(where.kubeconfig, "users:\n  - name: admin\n    user:\n      token: t\n");
    const state = { processes: {}, ports: { operatorCertificates: 1 } };
    supervisor = new Supervisor(where, state, new AbortController().signal);
  });
  afterEach(async () => {
    await stopAll(where.state, supervisor.state);
    rmSync(where.root, { recursive: true, force: true });
  });

  /** The operator, whose program is a script, on a cluster in which the update creates the Deployment. */
  function operator(script: string, found: { deployment?: KubeObject }): OperatorWebhook {
    const program = join(where.root, "operator");
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const plain = structuredClone(deployment);
    const read = (): Promise<KubeObject | undefined> => Promise.resolve(found.deployment && plain);
    const [container] = (plain.spec as { template: { spec: { containers: [{ envFrom?: unknown }] } } })
      .template.spec.containers;
    delete container.envFrom;
    return new OperatorWebhook(where, program, { cluster: { read } as unknown as Cluster, supervisor });
  }

  it("starts once its Deployment is there, under the rights of its ServiceAccount", async () => {
    const found: { deployment?: KubeObject } = {};
    const webhook = operator("exec sleep 60", found);
    await webhook.during(async () => {
      assert.deepEqual(supervisor.state.processes, {});
      found.deployment = deployment;
      while (supervisor.state.processes["mariadb-operator-cert-controller"] === undefined) {
        await sleep(50);
      }
    });
    const file = join(where.apiserver, "mariadb-operator-cert-controller.kubeconfig");
    const { users } = parse(readFileSync(file, "utf8")) as { users: { user: { as: string } }[] };
    assert.deepEqual(
      users.map(({ user }) => user.as),
      ["system:serviceaccount:mariadb-system:mariadb-operator-cert-controller"],
    );
  });

  it("cancels the update, which would wait for its CA for ten minutes, when it ends at every start", async function () {
    this.timeout(20_000);
    const webhook = operator("echo no rights >&2; exit 1", { deployment });
    const cancelled = webhook.during(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reject(new Error("cancelled"));
          });
        }),
    );
    await assert.rejects(cancelled, /mariadb-operator-cert-controller ended.*no rights/s);
  });

  it("starts again when it ends, as a controller does that loses its lease", async function () {
    this.timeout(20_000);
    const once = join(where.root, "once");
    const webhook = operator(`test -e ${once} && exec sleep 60; touch ${once}`, { deployment });
    await webhook.during(async () => {
      const record = (): unknown => supervisor.state.processes["mariadb-operator-cert-controller"];
      while (!existsSync(once) || record() === undefined) {
        await sleep(50);
      }
      const first = record();
      while (record() === first) {
        await sleep(50);
      }
    });
    assert.deepEqual(await running(supervisor.state), ["mariadb-operator-cert-controller"]);
  });

  it("leaves the error of an update as it is", async () => {
    const webhook = operator("exec sleep 60", {});
    await assert.rejects(
      webhook.during(() => Promise.reject(new Error("the preview was refused"))),
      /^Error: the preview was refused$/,
    );
  });
});

describe("the operator's webhook", () => {
  let where: Layout;
  let supervisor: Supervisor;
  beforeEach(async () => {
    where = layout(mkdtempSync(join(tmpdir(), "mariadb-gitops-operator-")));
    await createFolders(where);
    writeFileSync(where.kubeconfig, "users:\n  - name: admin\n    user:\n      token: t\n");
    supervisor = new Supervisor(where, { processes: {}, ports: {} }, new AbortController().signal);
  });
  afterEach(async () => {
    await stopAll(where.state, supervisor.state);
    rmSync(where.root, { recursive: true, force: true });
  });

  it("takes another port when its own is taken, and leads the API server to that one", async function () {
    this.timeout(30_000);
    const program = join(where.root, "operator");
    const tries = join(where.root, "tries");
    writeFileSync(
      program,
      `#!${process.execPath}
      const { appendFileSync, readFileSync } = require("node:fs");
      const flag = (name) => process.argv.find((word) => word.startsWith(name + "=")).split("=")[1];
      appendFileSync(${JSON.stringify(tries)}, flag("--port") + "\\n");
      if (readFileSync(${JSON.stringify(tries)}, "utf8").split("\\n").length === 2) {
        console.error("listen tcp :" + flag("--port") + ": bind: address already in use");
        process.exit(1);
      }
      const [host, port] = flag("--health-addr").split(":");
      require("node:http").createServer((_, response) => response.end()).listen(Number(port), host);
      `,
      { mode: 0o755 },
    );
    const applied: KubeObject[] = [];
    const plain = structuredClone(deployment) as KubeObject & {
      spec: { template: { spec: { containers: [{ envFrom?: unknown }] } } };
    };
    delete plain.spec.template.spec.containers[0].envFrom;
    const cluster = {
      read: ({ kind }: KubeObject) =>
        Promise.resolve({
          ...(kind === "Deployment" ? plain : { kind }),
          data: { "tls.crt": "Y2VydA==" },
          webhooks: [{ name: "vmariadb" }],
        }),
      apply: (object: KubeObject) => Promise.resolve(applied.push(object)),
    };
    await new OperatorWebhook(where, program, { cluster: cluster as unknown as Cluster, supervisor }).start();

    const [first, second] = readFileSync(tries, "utf8").trim().split("\n").map(Number);
    assert.notEqual(first, second);
    assert.equal(supervisor.state.ports.operatorWebhook, second);
    const [service, configuration] = applied;
    assert.deepEqual(service?.spec, { type: "ExternalName", externalName: "localhost" });
    assert.deepEqual(configuration?.webhooks, [
      {
        name: "vmariadb",
        clientConfig: {
          service: { name: "mariadb-operator-webhook", namespace: "mariadb-system", port: second },
        },
      },
    ]);
  });
});
