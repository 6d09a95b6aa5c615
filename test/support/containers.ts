import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";

import { parse, stringify } from "yaml";

import type { ProcessSpec } from "../../sandbox/process";
import { field, find, type Manifest } from "./manifest";

/** The first container of a Deployment, as far as a process can be one. */
export interface Container {
  readonly args: readonly string[];
  /** From the Deployment and from the ConfigMaps that it names. */
  readonly env: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
}

interface ContainerSpec {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
}

/** The container of that name among the Deployments of a chart. */
export function containerOf(chart: readonly Manifest[], name: string): Container {
  for (const { kind, spec } of chart) {
    const pod = field(spec, "template", "spec");
    const [container] = (field(pod, "containers") ?? []) as ContainerSpec[];
    if (kind !== "Deployment" || container?.name !== name) continue;
    const { args, env = [], envFrom = [] } = container;
    const shared = envFrom.map(({ configMapRef }) =>
      field(find(chart, "ConfigMap", configMapRef.name), "data"),
    );
    const own = Object.fromEntries(env.map((variable) => [variable.name, variable.value ?? ""]));
    return {
      args,
      env: Object.assign({}, ...shared, own) as Record<string, string>,
      serviceAccount: String(field(pod, "serviceAccountName")),
    };
  }
  throw new Error(`The chart renders no Deployment with the container ${name}.`);
}

/**
 * The container as a process.
 *
 * @param flags replace those of the same name: addresses and mounted folders are not those of a pod
 * @param env added to the container's: what a pod learns about itself
 */
export function processOf(
  container: Container,
  command: string,
  flags: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Omit<ProcessSpec, "log"> {
  const kept = container.args.filter((argument) => !((argument.split("=")[0] ?? "") in flags));
  const replaced = Object.entries(flags).map(([name, value]) => `${name}=${value}`);
  return { command, args: [...kept, ...replaced], env: { ...container.env, ...env } };
}

/**
 * Writes a kubeconfig that acts as a ServiceAccount: a right that the chart forgets is missing to the process too.
 *
 * @param kubeconfig of a user who may impersonate
 */
export function writeKubeconfigOf(
  namespace: string,
  serviceAccount: string,
  kubeconfig: string,
  file: string,
): void {
  const config = parse(readFileSync(kubeconfig, "utf8")) as { users: { user: Record<string, unknown> }[] };
  for (const { user } of config.users) user.as = `system:serviceaccount:${namespace}:${serviceAccount}`;
  writeFileSync(file, stringify(config), { mode: 0o600 });
}

/** Whether the readiness probe of a process succeeds. */
export async function isReadyOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = get({ host: "127.0.0.1", port, path: "/readyz" }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once("error", () => {
      resolve(false);
    });
  });
}
