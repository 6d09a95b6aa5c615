/**
 * One Kubernetes cluster, as the provider of one deployment sees it.
 */
import {
  ApiClient,
  Discovery,
  pathOf,
  type ApiAnswer,
  type ObjectRef,
  type ServedKind,
} from "../../../cluster";
import type { OpenObject, PlainObject } from "../values";
import { at, refOf } from "./object";
import type { ProviderSettings } from "./settings";

export interface Target {
  readonly ref: ObjectRef;
  readonly served: ServedKind;
}

export interface ApplyOptions {
  readonly fieldManager: string;
  /** Take over the fields of other managers. */
  readonly force: boolean;
  /** A dry run. */
  readonly dryRun: boolean;
}

export type Propagation = "Background" | "Foreground" | "Orphan";

export class Cluster {
  readonly settings: ProviderSettings;
  readonly signal: AbortSignal;
  private readonly client: ApiClient;
  private readonly discovery: Discovery;
  /** Kinds whose definition the program creates: their scope is known before the API server serves them. */
  private readonly announced = new Map<string, boolean>();

  constructor(settings: ProviderSettings, signal: AbortSignal) {
    this.settings = settings;
    this.signal = signal;
    this.client = new ApiClient(settings.kubeConfig, signal);
    this.discovery = new Discovery(this.client);
  }

  /** Remembers a CustomResourceDefinition of the program. */
  announce(definition: OpenObject): void {
    const [group, kind] = [at(definition, "spec", "group"), at(definition, "spec", "names", "kind")];
    const scope = at(definition, "spec", "scope");
    if (typeof group === "string" && typeof kind === "string" && typeof scope === "string") {
      this.announced.set(`${group} ${kind}`, scope === "Namespaced");
    }
  }

  async served(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    return this.discovery.find(apiVersion, kind);
  }

  /** Whether the kind is namespaced; undefined when it is neither served nor announced. */
  async namespaced(apiVersion: string, kind: string): Promise<boolean | undefined> {
    const served = await this.served(apiVersion, kind);
    return served?.namespaced ?? this.announced.get(`${apiVersion.split("/")[0] ?? ""} ${kind}`);
  }

  /** The live object, or undefined when there is none. */
  async read(target: Target): Promise<PlainObject | undefined> {
    return this.client.find({ method: "GET", path: pathOf(target.ref, target.served) });
  }

  /** Server-side apply. The status is 201 for a new object and 200 for an existing one. */
  async apply(target: Target, body: PlainObject, options: ApplyOptions): Promise<ApiAnswer> {
    return this.client.send({
      method: "PATCH",
      path: pathOf(target.ref, target.served),
      query: {
        fieldManager: options.fieldManager,
        force: String(options.force),
        ...(options.dryRun ? { dryRun: "All" } : {}),
      },
      body,
      contentType: "application/apply-patch+yaml",
    });
  }

  /** Asks for the deletion. False when there is no such object. */
  async delete(target: Target, propagationPolicy: Propagation): Promise<boolean> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
    const path = pathOf(target.ref, target.served);
    return (await this.client.find({ method: "DELETE", path, body })) !== undefined;
  }
}

export function targetOf(inputs: OpenObject, served: ServedKind, defaultNamespace: string): Target {
  const ref = refOf(inputs);
  return {
    ref: { ...ref, namespace: served.namespaced ? (ref.namespace ?? defaultNamespace) : undefined },
    served,
  };
}
