import { mkdirSync, writeFileSync } from "node:fs";

import {
  choosePorts,
  type Cluster,
  containerOf,
  isReadyOn,
  type KubeObject,
  processOf,
  writeKubeconfigOf,
} from "../../sandbox/cluster";
import { find, type Manifest } from "./manifest";
import { Objects } from "./objects";
import type { Workplace } from "./workplace";

/** What an installed operator needs. */
export interface OperatorOptions {
  /** Path of the operator's program. */
  readonly program: string;
  readonly cluster: Cluster;
  /** The kubeconfig of an administrator. */
  readonly kubeconfig: string;
  readonly workplace: Workplace;
  /** What the charts of the CRDs and of the operator render. */
  readonly crds: readonly Manifest[];
  readonly chart: readonly Manifest[];
}

/** The containers of the chart, each in a Deployment of its own. */
type ContainerName = keyof typeof deployments;
const deployments = {
  "cert-controller": "mariadb-operator-cert-controller",
  webhook: "mariadb-operator-webhook",
  controller: "mariadb-operator",
} as const;

interface Webhooks {
  webhooks: { clientConfig: { caBundle?: string; service: { port?: number } } }[];
}

const namespace = "mariadb-system";
const webhook = "mariadb-operator-webhook";

/**
 * mariadb-operator as its charts install it, its containers as processes: each runs with the arguments of its
 * Deployment, under the rights of its ServiceAccount. Only addresses and mounted folders are others.
 */
export class Operator {
  private readonly options: OperatorOptions;
  /** Where each container answers its probe, and where the webhook answers the API server. */
  private readonly ports: Readonly<Record<ContainerName | "hook", number>>;

  private constructor(options: OperatorOptions, ports: Operator["ports"]) {
    this.options = options;
    this.ports = ports;
  }

  /** Applies the objects of both charts. */
  static async install(options: OperatorOptions): Promise<Operator> {
    const { ports } = await choosePorts(["cert-controller", "webhook", "controller", "hook"], {});
    const operator = new Operator(options, ports);
    const objects = new Objects(options.cluster);
    await objects.applyNamespace(namespace);
    await objects.apply(...options.crds);
    await objects.waitForCondition("Established", ...options.crds);
    const others = options.chart.filter(({ kind }) => kind !== "Deployment");
    await objects.apply(...others.map((object) => operator.reachable(object)));
    return operator;
  }

  /**
   * Starts the certificate controller, and waits until it gave the webhook's configuration its CA. Its own probe says
   * something else: that the Service of the webhook has endpoints.
   */
  async startCertController(): Promise<void> {
    const configuration = find(this.options.chart, "ValidatingWebhookConfiguration", webhook);
    await this.start("cert-controller", {}, async () => {
      const { webhooks } = (await this.options.cluster.read(configuration)) as unknown as Webhooks;
      return webhooks.every(({ clientConfig }) => (clientConfig.caBundle ?? "") !== "");
    });
  }

  /** Starts the webhook with the certificates that the certificate controller stored. It has no flag for an address. */
  async startWebhook(): Promise<void> {
    await this.start("webhook", {
      "--port": String(this.ports.hook),
      "--cert-dir": await this.mount(`${webhook}-cert`),
      "--ca-cert-path": `${await this.mount(`${webhook}-ca`)}/tls.crt`,
    });
  }

  async stopWebhook(): Promise<void> {
    await this.options.workplace.stop("webhook");
  }

  /** Starts the controller, which reconciles every namespace. It has no probe, so nothing is waited for. */
  async startController(): Promise<void> {
    await this.start("controller", {}, () => Promise.resolve(true));
  }

  private async start(
    name: ContainerName,
    flags: Readonly<Record<string, string>>,
    ready = () => isReadyOn(this.ports[name]),
  ): Promise<void> {
    const { program, workplace, chart, kubeconfig } = this.options;
    const container = containerOf(
      find(chart, "Deployment", deployments[name]),
      chart.filter(({ kind }) => kind === "ConfigMap"),
    );
    const own = workplace.path(`${name}.kubeconfig`);
    await writeKubeconfigOf(namespace, container.serviceAccount, kubeconfig, own);
    const local = { ...flags, "--metrics-addr": "0", "--health-addr": `127.0.0.1:${this.ports[name]}` };
    const env = {
      KUBECONFIG: own,
      MARIADB_OPERATOR_NAME: container.serviceAccount,
      MARIADB_OPERATOR_NAMESPACE: namespace,
    };
    await workplace.start(name, processOf(container, program, local, env), ready);
  }

  /**
   * Leads the API server to the webhook's process. A Service of type ExternalName is what it resolves without pods and
   * without a cluster network, and the name in the certificate stays that of the Service. The port is then the one that
   * the configuration names.
   */
  private reachable(object: Manifest): Manifest {
    if (object.kind === "Service" && object.metadata.name === webhook) {
      return { ...object, spec: { type: "ExternalName", externalName: "localhost" } };
    }
    if (object.kind !== "ValidatingWebhookConfiguration") {
      return object;
    }
    const copy = structuredClone(object) as Manifest & Webhooks;
    for (const { clientConfig } of copy.webhooks) {
      clientConfig.service.port = this.ports.hook;
    }
    return copy;
  }

  /** The files of a Secret, as the kubelet mounts them. */
  private async mount(name: string): Promise<string> {
    const { cluster, workplace } = this.options;
    const secret = await cluster.read({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
    mkdirSync(workplace.path(name), { recursive: true });
    const { data = {} } = secret as KubeObject & { data?: Record<string, string> };
    for (const [file, content] of Object.entries(data)) {
      writeFileSync(workplace.path(name, file), Buffer.from(content, "base64"), { mode: 0o600 });
    }
    return workplace.path(name);
  }
}
