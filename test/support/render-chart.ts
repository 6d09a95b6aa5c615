import { once } from "node:events";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { credentials } from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";

import type { Manifest } from "./manifest";
import { killGroup, onCutOff } from "./workplace";

/** A chart, and how it is installed. */
export interface ChartRelease {
  /** Path of the packed chart. */
  readonly chart: string;
  readonly name: string;
  readonly namespace: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * The objects of a chart as a user's `pulumi up` renders them: by the Helm in the official Kubernetes provider.
 *
 * @param provider path of pulumi-resource-kubernetes
 * @throws what Helm says when it cannot render the chart
 */
export async function renderChart(provider: string, release: ChartRelease): Promise<Manifest[]> {
  // The provider asks the engine for nothing while it renders, so nobody has to listen at the engine's address.
  const plugin = spawn(provider, ["127.0.0.1:1"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const end = (): void => {
    if (plugin.pid !== undefined) killGroup(plugin.pid);
  };
  const takeBack = onCutOff(end);
  try {
    const [port] = (await once(createInterface({ input: plugin.stdout }), "line")) as [string];
    return await askFor(port.trim(), release);
  } finally {
    end();
    takeBack();
  }
}

async function askFor(port: string, release: ChartRelease): Promise<Manifest[]> {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
  });
  const { chart: path, name: release_name, namespace, values = {} } = release;
  const options = { path, release_name, namespace, values, include_crds: true, kube_version: "v1.36.0" };
  const configure = new ConfigureRequest().setArgs(Struct.fromJavaScript({ kubeconfig: "{}" }));
  const invoke = new InvokeRequest()
    .setTok("kubernetes:helm:template")
    .setArgs(Struct.fromJavaScript({ jsonOpts: JSON.stringify(options) }));
  try {
    await answer((done) => client.configure(configure, done));
    const rendered = await answer<{ getReturn(): Struct | undefined }>((done) => client.invoke(invoke, done));
    return rendered.getReturn()?.toJavaScript().result as unknown as Manifest[];
  } finally {
    client.close();
  }
}

async function answer<Response>(
  call: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}
