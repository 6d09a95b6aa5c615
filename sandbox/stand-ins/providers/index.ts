/**
 * Stand-ins for the official kubernetes, random and tls plugins, for machines on which those cannot be installed.
 *
 * They speak Pulumi's provider protocol from inside the calling process, and the engine attaches to them through
 * PULUMI_DEBUG_PROVIDERS. A program cannot tell them from the official ones, as far as they go; where they do not go
 * (charts, YAML files, Kustomize, functions, certificate requests) they say so and name the official plugin.
 */
import { kubernetes } from "./kubernetes";
import { random } from "./random";
import { serve, type RunningServer } from "./server";
import { tls } from "./tls";

export interface StandInOptions {
  /** Path of the kubeconfig for providers that configure none. Default: KUBECONFIG, then ~/.kube/config. */
  readonly kubeconfig?: string;
  /**
   * The plugins to stand in for; the official ones are used for the rest.
   *
   * @default ["kubernetes", "random", "tls"]
   */
  readonly plugins?: readonly StandInName[];
}

/** The plugins that have a stand-in. */
export type StandInName = "kubernetes" | "random" | "tls";

export interface StandInProviders {
  /** The value for the environment variable PULUMI_DEBUG_PROVIDERS. */
  readonly debugProviders: string;
  /** Ends the servers and every connection to them. */
  close(): Promise<void>;
}

/**
 * Starts the stand-ins on free ports of 127.0.0.1.
 * @throws Error when no port can be bound or one of the SDKs is not installed.
 * @example
 * const providers = await startStandInProviders({ kubeconfig });
 * const envVars = { PULUMI_DEBUG_PROVIDERS: providers.debugProviders };
 */
export async function startStandInProviders(options: StandInOptions = {}): Promise<StandInProviders> {
  const running: (RunningServer & { readonly name: string })[] = [];
  const close = async (): Promise<void> => {
    for (const server of running) {
      server.close();
    }
    return Promise.resolve();
  };
  try {
    const all = { kubernetes: kubernetes(options.kubeconfig), random, tls };
    const { plugins = ["kubernetes", "random", "tls"] } = options;
    for (const standIn of plugins.map((name) => all[name])) {
      running.push({ ...(await serve(standIn)), name: standIn.name });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const debugProviders = running.map((server) => `${server.name}:${server.port}`).join(",");
  return { debugProviders, close };
}
