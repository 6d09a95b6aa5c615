import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, InvokeRequest, type InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { ChartSource } from "../../components/versions";
import type { ValueMap } from "../../safety";
import { type OfficialChart, officialChartFolder } from "../../sandbox/tools";
import { needCharts, needPart } from "./shared";
import { killGroup, onCutOff } from "./workplace";

const servedByPrometheus = ["monitoring.coreos.com/v1", "monitoring.coreos.com/v1/ServiceMonitor"];

/** One installation of a chart. */
export interface Installed {
  readonly source: ChartSource;
  readonly namespace: string;
  readonly values: Record<string, unknown>;
  /** Whether the cluster serves the kinds of the Prometheus Operator, without which some charts leave objects out. */
  readonly monitoring: boolean;
}

/**
 * The archive of a chart in a folder of archives, whatever its version.
 *
 * @throws when the folder holds none, or several versions
 */
export function archiveOf(source: ChartSource, folder: string): string {
  const name = nameOf(source);
  const archives = readdirSync(folder).filter((file) =>
    new RegExp(`^${name}-v?\\d[\\w.+-]*\\.tgz$`).test(file),
  );
  const [archive, ...more] = archives;
  if (archive === undefined) {
    throw new Error(`${folder} holds no archive of the chart ${name}.`);
  }
  if (more.length > 0) {
    throw new Error(`${folder} holds several versions: ${archives.join(", ")}.`);
  }
  return join(folder, archive);
}

/** Helm as a user's `pulumi up` runs it: in the official Kubernetes provider, one process for all charts of a test file. */
export class Helm {
  private readonly client: ResourceProviderClient;
  private readonly stop: () => void;

  private constructor(port: string, stop: () => void) {
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
    });
    this.stop = stop;
  }

  /** Starts the provider from the path of pulumi-resource-kubernetes. */
  static async start(provider: string): Promise<Helm> {
    // The provider asks the engine for nothing while it renders, so nobody listens at the engine's address. After five
    // minutes it looks for the engine and ends itself: a suite must be shorter, and a cut-off run leaves nothing behind.
    const plugin = spawn(provider, ["127.0.0.1:1"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    const kill = (): void => {
      if (plugin.pid !== undefined) {
        killGroup(plugin.pid);
      }
    };
    const takeBack = onCutOff(kill);
    const stop = (): void => {
      kill();
      takeBack();
    };
    try {
      const helm = new Helm(await portOf(plugin), stop);
      const configure = new ConfigureRequest().setArgs(Struct.fromJavaScript({ kubeconfig: "{}" }));
      await answer((done) => helm.client.configure(configure, done));
      return helm;
    } catch (error) {
      stop();
      throw error;
    }
  }

  /**
   * The objects of a chart.
   *
   * @param path folder of the chart
   * @throws what Helm says when it cannot render the chart
   */
  async template(path: string, options: Readonly<Record<string, unknown>>): Promise<ValueMap[]> {
    const invoke = new InvokeRequest()
      .setTok("kubernetes:helm:template")
      .setArgs(Struct.fromJavaScript({ jsonOpts: JSON.stringify({ ...options, path }) }));
    const rendered = await answer<InvokeResponse>((done) => this.client.invoke(invoke, done));
    return rendered.getReturn()?.toJavaScript().result as ValueMap[];
  }

  /** Ends the process. */
  end(): void {
    this.client.close();
    this.stop();
  }
}

/** Helm for the tests of a suite; skips them, and says why, when this machine does not have the official parts. */
export function useHelm(): () => Helm {
  let helm: Helm | undefined;
  before(async function () {
    needCharts(this);
    helm = await needHelm(this);
  });
  after(() => {
    helm?.end();
  });
  return () => {
    assert.ok(helm !== undefined);
    return helm;
  };
}

/** The port that a provider prints when it serves. */
async function portOf(plugin: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  const ended = once(plugin, "close").then(([code]: unknown[]) => {
    throw new Error(`The provider ended with ${String(code)} before it served.`);
  });
  const line = once(createInterface({ input: plugin.stdout }), "line");
  const [port] = (await Promise.race([line, ended])) as [string];
  // It ends when it is killed, which is then no failure.
  ended.catch(() => undefined);
  return port.trim();
}

/** Helm; skips the test, and says why, when this machine does not have the official provider. */
export async function needHelm(context: Mocha.Context): Promise<Helm> {
  return Helm.start(await needPart(context, "pulumi-resource-kubernetes"));
}

/**
 * Everything that a chart renders, CRDs and hooks included, but the hooks that only `helm test` runs.
 *
 * @throws what Helm says when it cannot render
 */
export async function renderChart(helm: Helm, installed: Installed): Promise<ValueMap[]> {
  const { source, namespace, values, monitoring } = installed;
  const chart = await officialChartFolder(nameOf(source) as OfficialChart);
  if ("missing" in chart) {
    throw new Error(chart.missing);
  }
  return helm.template(chart.path, {
    release_name: source.release,
    namespace,
    values,
    kube_version: "v1.36.3",
    api_versions: monitoring ? servedByPrometheus : [],
  });
}

/** The name of a chart without the address of its registry. */
function nameOf({ chart }: ChartSource): string {
  return chart.split("/").at(-1) ?? chart;
}

async function answer<Response>(
  call: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) {
        resolve(response);
      } else {
        reject(error);
      }
    });
  });
}
