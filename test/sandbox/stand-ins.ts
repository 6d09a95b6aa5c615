/**
 * The stand-ins, a cluster for them, and stacks that go away with the test.
 */
import * as kubernetes from "@pulumi/kubernetes";
import type { OpMap } from "@pulumi/pulumi/automation";
import { type StandInProviders, startStandInProviders } from "../../sandbox/stand-ins/providers";
import { buildMinutes, sandboxForTests } from "../support/sandbox";
import { Api } from "./api";
import { releaseNamespaces } from "./namespace-controller";
import { createStack, type TestStack } from "./stack";

/** The group of the custom resources of these tests, and the name of their definition. */
export const group = "stand-ins.mariadb-gitops.dev";
export const widgets = `widgets.${group}`;

export class StandIns {
  readonly api: Api;
  private readonly sandbox: Awaited<ReturnType<typeof sandboxForTests>>;
  private readonly providers: StandInProviders;
  private readonly stacks: TestStack[] = [];

  constructor(sandbox: Awaited<ReturnType<typeof sandboxForTests>>, providers: StandInProviders) {
    this.sandbox = sandbox;
    this.providers = providers;
    this.api = new Api(sandbox.kubeconfig, sandbox.context);
  }

  /** A stack that lives until the suite ends. */
  async stack(program: () => unknown): Promise<TestStack> {
    const created = await createStack(this.sandbox.pulumi, this.providers.debugProviders, program);
    this.stacks.push(created);
    return created;
  }

  /** A provider for the cluster, to be called in a program. */
  provider(name: string, settings: kubernetes.ProviderArgs = {}): kubernetes.Provider {
    const { kubeconfig, context } = this.sandbox;
    return new kubernetes.Provider(name, { kubeconfig, context, ...settings });
  }

  /** Creates a namespace of any name. */
  async namespace(): Promise<string> {
    const body = { metadata: { generateName: "stand-ins-" } };
    return (await this.api.send("POST", "/api/v1/namespaces", body)).metadata.name;
  }

  async close(): Promise<void> {
    for (const stack of this.stacks) {
      stack.remove();
    }
    await this.providers.close();
  }
}

/** The stand-ins for a suite. */
export function useStandIns(): () => StandIns {
  let standIns: StandIns;
  let released: Promise<void>;
  const controller = new AbortController();
  before(async function () {
    this.timeout(buildMinutes * 60_000);
    const sandbox = await sandboxForTests();
    const providers = await startStandInProviders({ kubeconfig: sandbox.kubeconfig });
    standIns = new StandIns(sandbox, providers);
    released = releaseNamespaces(standIns.api, controller.signal);
  });
  after(async () => {
    controller.abort();
    await released;
    await standIns.close();
  });
  return () => standIns;
}

/** What happened to how many resources, as a plain map. */
export function changes(summary: OpMap | undefined): OpMap {
  return { ...summary };
}

/** The path of a Secret. */
export function secretPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}

/** The path of a ConfigMap, or of all of a namespace. */
export function mapPath(namespace: string, name = ""): string {
  return `/api/v1/namespaces/${namespace}/configmaps/${name}`;
}
