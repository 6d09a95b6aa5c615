/**
 * Stand-in for the `kubernetes` provider: any kind that the API server serves, by server-side apply.
 *
 * Charts, YAML files and Kustomize directories need the official plugin, and so do List and Patch resources.
 */
import { Code, failure } from "../errors";
import { versionOf } from "../protocol";
import type * as protocol from "../protocol";
import { update } from "./apply";
import { check } from "./check";
import { Cluster } from "./cluster";
import { create } from "./create";
import { diff } from "./diff";
import { refresh, remove } from "./existing";
import { explain, secretsOf } from "./failure";
import { checkSettings, diffSettings, readSettings } from "./settings";

function openSession(kubeconfig: string | undefined): protocol.Session {
  const cancellation = new AbortController();
  let configured: Cluster | undefined;
  const cluster = (): Cluster => {
    if (configured !== undefined) {
      return configured;
    }
    throw failure(
      Code.FailedPrecondition,
      "This connection to the kubernetes stand-in was never configured, so it names no cluster. Run the command again.",
    );
  };
  return {
    checkConfig: checkSettings,
    diffConfig: diffSettings,
    configure: (inputs) => {
      configured = new Cluster(readSettings(inputs, kubeconfig), cancellation.signal);
    },
    check: async (request) => {
      try {
        return await check(request, cluster());
      } catch (error) {
        throw explain(error, `check ${request.type} ${request.name}`, secretsOf(request.news));
      }
    },
    diff: async (request) => {
      try {
        return await diff(request, cluster());
      } catch (error) {
        throw explain(error, `compare ${request.type}`, secretsOf(request.oldInputs, request.news));
      }
    },
    create: async (request) => create(request, cluster()),
    read: async (request) => refresh(request, cluster()),
    update: async (request) => update(request, cluster()),
    delete: async (request) => remove(request, cluster()),
    cancel: () => {
      cancellation.abort();
    },
  };
}

/**
 * The stand-in for the `kubernetes` plugin.
 * @param kubeconfig path for providers that configure none. Default: KUBECONFIG, then ~/.kube/config.
 */
export function kubernetes(kubeconfig: string | undefined): protocol.StandIn {
  return {
    name: "kubernetes",
    version: versionOf("@pulumi/kubernetes"),
    openSession: () => openSession(kubeconfig),
  };
}
