import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Layout } from "../ground/layout";
import { waitFor } from "../ground/wait";
import type { KubeObject } from "./cluster";
import { containerOf, isReadyOn, processOf, writeKubeconfigOf } from "./container";
import { choosePorts } from "./ports";
import type { Sandbox } from "./sandbox";
import { running, type PortName, type ProcessName } from "./supervisor";

const namespace = "mariadb-system";
const webhook = "mariadb-operator-webhook";
const certificateController = "mariadb-operator-cert-controller";

/** How often a process is started before its end counts as a failure. */
const mostStarts = 5;

/**
 * The webhook of a mariadb-operator that its chart installed. Pods on kwok's nodes run no container, so the
 * certificate controller and the webhook run as processes, with the arguments of their Deployments and the rights of
 * their ServiceAccounts. The operator's controller, which would create the databases' pods, does not run.
 */
export class OperatorWebhook {
  private readonly where: Layout;
  private readonly program: string;
  private readonly sandbox: Sandbox;

  constructor(where: Layout, program: string, sandbox: Sandbox) {
    this.where = where;
    this.program = program;
    this.sandbox = sandbox;
  }

  /** Starts both processes if an earlier start installed the operator. */
  async resume(): Promise<void> {
    if ((await this.secret("cert")) !== undefined && (await this.startCertificates())) {
      await this.start();
    }
  }

  /**
   * Runs an update that installs the operator. It waits until the webhook has a CA, so the certificate controller
   * starts as soon as its Deployment is there.
   *
   * @throws Problem when the certificate controller ends again and again; the update is then cancelled
   */
  async during<T>(update: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.sandbox.supervisor;
    const over = new AbortController();
    const failed = new AbortController();
    const watching = this.watch(over.signal).catch((error: unknown) => {
      failed.abort(error);
    });
    try {
      return await update(AbortSignal.any([signal, failed.signal]));
    } catch (error) {
      throw failed.signal.aborted ? failed.signal.reason : error;
    } finally {
      over.abort();
      await watching;
    }
  }

  /** Starts the webhook with the certificates of its Secrets, and points the API server to it. */
  async start(): Promise<void> {
    const { cluster } = this.sandbox;
    const deployment = await cluster.read(reference("apps/v1", "Deployment", webhook));
    if (deployment === undefined) {
      throw new Error(`The chart installed no Deployment ${webhook}.`);
    }
    for (let tries = 1; ; tries += 1) {
      try {
        await this.listen(deployment);
        break;
      } catch (error) {
        // It listens on all addresses, so any connection of this machine may have taken its port.
        if (tries === mostStarts || !(error instanceof Error && error.message.includes("took its port"))) {
          throw error;
        }
        delete this.sandbox.supervisor.state.ports.operatorWebhook;
      }
    }
    await this.lead();
  }

  /** Starts the webhook unless it runs, on ports that are free now, and waits until it is ready. */
  private async listen(deployment: KubeObject): Promise<void> {
    const { supervisor } = this.sandbox;
    if (!(await this.runs(webhook))) {
      const { operatorWebhook, operatorWebhookHealth } = supervisor.state.ports;
      const earlier = { operatorWebhook, operatorWebhookHealth } as Partial<Record<PortName, number>>;
      const { ports } = await choosePorts(["operatorWebhook", "operatorWebhookHealth"], earlier);
      Object.assign(supervisor.state.ports, ports);
      // The log of an earlier run would be read as the reason of this one.
      await rm(supervisor.logFile(webhook), { force: true });
    }
    await this.run(webhook, deployment, "operatorWebhookHealth", {
      "--port": String(this.sandbox.supervisor.port("operatorWebhook")),
      "--cert-dir": await this.mount("cert"),
      "--ca-cert-path": join(await this.mount("ca"), "tls.crt"),
    });
    await waitFor(
      "the webhook of mariadb-operator to be ready",
      async () => {
        await supervisor.requireRunning(webhook);
        return isReadyOn(supervisor.port("operatorWebhookHealth"));
      },
      { seconds: 120, signal: supervisor.signal },
    );
  }

  /** @returns whether the Deployment is there and its process runs */
  private async startCertificates(): Promise<boolean> {
    const deployment = await this.sandbox.cluster.read(
      reference("apps/v1", "Deployment", certificateController),
    );
    if (deployment === undefined) {
      return false;
    }
    await this.run(certificateController, deployment, "operatorCertificates", {});
    return true;
  }

  /** Keeps the certificate controller running, as the kubelet does: a controller that loses its lease ends. */
  private async watch(over: AbortSignal): Promise<void> {
    const { supervisor } = this.sandbox;
    let starts = 0;
    while (!over.aborted && !supervisor.signal.aborted) {
      if (!(await this.runs(certificateController))) {
        if (starts === mostStarts) {
          await supervisor.requireRunning(certificateController);
        }
        if (await this.startCertificates()) {
          starts += 1;
        }
      }
      await sleep(500);
    }
  }

  private async runs(name: ProcessName): Promise<boolean> {
    return (await running(this.sandbox.supervisor.state)).includes(name);
  }

  private async run(
    name: ProcessName,
    deployment: KubeObject,
    health: PortName,
    flags: Readonly<Record<string, string>>,
  ): Promise<void> {
    const container = containerOf(deployment);
    const kubeconfig = join(this.where.apiserver, `${name}.kubeconfig`);
    await writeKubeconfigOf(namespace, container.serviceAccount, this.where.kubeconfig, kubeconfig);
    const local = {
      ...flags,
      "--metrics-addr": "0",
      "--health-addr": this.sandbox.supervisor.address(health),
    };
    const env = { KUBECONFIG: kubeconfig };
    await this.sandbox.supervisor.ensure(name, processOf(container, this.program, local, env));
  }

  /**
   * Points the API server to the webhook's process. The API server resolves a Service of type ExternalName without
   * pods and without a cluster network, and the name in the certificate stays that of the Service. The port is the
   * one in the webhook configuration.
   */
  private async lead(): Promise<void> {
    const { cluster } = this.sandbox;
    await cluster.apply({
      ...reference("v1", "Service", webhook),
      spec: { type: "ExternalName", externalName: "localhost" },
    });
    const configuration = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: webhook },
    };
    const { webhooks = [] } = ((await cluster.read(configuration)) ?? {}) as {
      webhooks?: { name: string }[];
    };
    const service = { name: webhook, namespace, port: this.sandbox.supervisor.port("operatorWebhook") };
    await cluster.apply({
      ...configuration,
      webhooks: webhooks.map(({ name }) => ({ name, clientConfig: { service } })),
    });
  }

  /** The files of a Secret, as the kubelet mounts them. */
  private async mount(suffix: "ca" | "cert"): Promise<string> {
    const { data = {} } = ((await this.secret(suffix)) ?? {}) as { data?: Record<string, string> };
    const folder = join(this.where.apiserver, `${webhook}-${suffix}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [file, content] of Object.entries(data)) {
      await writeFile(join(folder, file), Buffer.from(content, "base64"), { mode: 0o600 });
    }
    return folder;
  }

  private async secret(suffix: "ca" | "cert"): Promise<KubeObject | undefined> {
    return this.sandbox.cluster.read(reference("v1", "Secret", `${webhook}-${suffix}`));
  }
}

function reference(apiVersion: string, kind: string, name: string) {
  return { apiVersion, kind, metadata: { name, namespace } };
}
