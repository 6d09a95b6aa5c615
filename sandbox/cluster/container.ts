import { readFile, writeFile } from "node:fs/promises";
import { get } from "node:http";

import { parse, stringify } from "yaml";

import type { ProcessSpec } from "./process";

/** The first container of a Deployment: what of it a process needs. */
export interface Container {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
}

interface PodTemplate {
  readonly template: {
    readonly spec: {
      readonly serviceAccountName: string;
      readonly containers: readonly [
        {
          readonly args?: readonly string[];
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
          readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
        },
      ];
    };
  };
}

/**
 * The first container of a Deployment.
 *
 * @param configMaps those that the container takes its environment from
 * @throws Error when one of these ConfigMaps is missing
 */
export function containerOf(
  deployment: { readonly kind: string; readonly spec?: unknown },
  configMaps: readonly Named[] = [],
): Container {
  const pod = (deployment.spec as PodTemplate).template.spec;
  const { args = [], env = [], envFrom = [] } = pod.containers[0];
  const shared = envFrom.map(({ configMapRef: { name } }) => {
    const found = configMaps.find(({ metadata }) => metadata.name === name);
    if (found === undefined) {
      throw new Error(`The ConfigMap ${name} of the container's environment is missing.`);
    }
    return (found as { data?: Record<string, string> }).data;
  });
  const own = Object.fromEntries(env.map((variable) => [variable.name, variable.value ?? ""]));
  return {
    args,
    env: Object.assign({}, ...shared, own) as Record<string, string>,
    serviceAccount: pod.serviceAccountName,
  };
}

interface Named {
  readonly metadata: { readonly name: string };
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
 * Writes a kubeconfig that acts as a ServiceAccount, so that a right that the chart forgets is missing here too.
 *
 * @param kubeconfig of a user who may impersonate
 */
export async function writeKubeconfigOf(
  namespace: string,
  serviceAccount: string,
  kubeconfig: string,
  file: string,
): Promise<void> {
  const config = parse(await readFile(kubeconfig, "utf8")) as { users: { user: Record<string, unknown> }[] };
  for (const { user } of config.users) {
    user.as = `system:serviceaccount:${namespace}:${serviceAccount}`;
  }
  await writeFile(file, stringify(config), { mode: 0o600 });
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
