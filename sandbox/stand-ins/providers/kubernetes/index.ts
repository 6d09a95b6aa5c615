/**
 * Stand-in for the `kubernetes` provider: any kind that the API server serves, by server-side apply.
 *
 * Charts, YAML files and Kustomize directories need the official plugin, and so do List and Patch resources.
 */
import { Code, failure } from "../errors";
import { check } from "./check";
import { Cluster } from "./cluster";
import { create } from "./create";
import { diff } from "./diff";
import { explain, secretsOf } from "./failure";
import { refresh, remove } from "./existing";
import { checkSettings, diffSettings, readSettings } from "./settings";
import { update } from "./apply";
import type * as protocol from "../protocol";
import type { OpenObject, Properties } from "../values";
import { versionOf } from "../protocol";

class KubernetesSession implements protocol.Session {
  readonly #fallback: string | undefined;
  readonly #cancellation = new AbortController();
  #cluster: Cluster | undefined;

  constructor(fallback: string | undefined) {
    this.#fallback = fallback;
  }

  get #configured(): Cluster {
    if (this.#cluster !== undefined) return this.#cluster;
    throw failure(
      Code.FailedPrecondition,
      "This connection to the kubernetes stand-in was never configured, so it names no cluster. Run the command again.",
    );
  }

  checkConfig(inputs: OpenObject): readonly protocol.CheckFailure[] {
    return checkSettings(inputs);
  }

  diffConfig(olds: OpenObject, news: OpenObject): protocol.DiffResult {
    return diffSettings(olds, news);
  }

  configure(inputs: OpenObject): void {
    this.#cluster = new Cluster(readSettings(inputs, this.#fallback), this.#cancellation.signal);
  }

  async check(request: protocol.CheckRequest): Promise<protocol.CheckResult> {
    try {
      return await check(request, this.#configured);
    } catch (error) {
      throw explain(error, `check ${request.type} ${request.name}`, secretsOf(request.news));
    }
  }

  async diff(request: protocol.DiffRequest): Promise<protocol.DiffResult> {
    try {
      return await diff(request, this.#configured);
    } catch (error) {
      throw explain(error, `compare ${request.type}`, secretsOf(request.oldInputs, request.news));
    }
  }

  async create(request: protocol.CreateRequest): Promise<protocol.CreateResult> {
    return create(request, this.#configured);
  }

  async read(request: protocol.ReadRequest): Promise<protocol.ReadResult> {
    return refresh(request, this.#configured);
  }

  async update(request: protocol.UpdateRequest): Promise<Properties> {
    return update(request, this.#configured);
  }

  async delete(request: protocol.DeleteRequest): Promise<void> {
    await remove(request, this.#configured);
  }

  cancel(): void {
    this.#cancellation.abort();
  }
}

/**
 * The stand-in for the `kubernetes` plugin.
 * @param kubeconfig path for providers that configure none. Default: KUBECONFIG, then ~/.kube/config.
 */
export function kubernetes(kubeconfig: string | undefined): protocol.StandIn {
  return {
    name: "kubernetes",
    version: versionOf("@pulumi/kubernetes"),
    openSession: () => new KubernetesSession(kubeconfig),
  };
}
