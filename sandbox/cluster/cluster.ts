import { setTimeout as sleep } from "node:timers/promises";

import { KubeConfig } from "@kubernetes/client-node";

import {
  ApiClient,
  ApiFailure,
  Discovery,
  listPathOf,
  pathOf,
  type ApiAnswer,
  type ApiRequest,
  type PlainObject,
} from "./client";

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string | null>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

export interface ObjectReference {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

interface AccessQuestion {
  user: string;
  groups: readonly string[];
  resourceAttributes: {
    namespace: string;
    verb: string;
    group: string;
    resource: string;
    subresource?: string;
  };
}

/** An object as the cluster has it, and not a reference to one that is gone. */
export function isLive(object: KubeObject | ObjectReference): object is KubeObject {
  return (object.metadata as KubeObject["metadata"]).uid !== undefined;
}

/** A refusal of the API server. It names the object and never quotes its content. */
export class ClusterError extends Error {
  public readonly code: number;

  constructor({ kind, metadata }: ObjectReference, { status, body }: ApiFailure) {
    const message = typeof body.message === "string" ? body.message : "without a message";
    super(`The API server refused ${kind} ${metadata.name} (${status}): ${message}`);
    this.name = "ClusterError";
    this.code = status;
  }
}

/** The few calls that the sandbox and its tests make to an API server. */
export class Cluster {
  private readonly client: ApiClient;
  private readonly discovery: Discovery;

  /**
   * @param kubeconfig file; the user's own when left out
   * @param context context of the kubeconfig; the current one when left out
   */
  constructor(
    kubeconfig: string | undefined,
    context?: string,
    signal: AbortSignal = new AbortController().signal,
  ) {
    const config = new KubeConfig();
    if (kubeconfig === undefined) {
      config.loadFromDefault();
    } else {
      config.loadFromFile(kubeconfig);
    }
    if (context !== undefined) {
      config.setCurrentContext(context);
    }
    this.client = new ApiClient(config, signal);
    this.discovery = new Discovery(this.client);
  }

  /** Server-side apply, by default under the sandbox's field manager; fields that another manager owns are taken over. */
  async apply(object: KubeObject, fieldManager = "mariadb-gitops-sandbox"): Promise<KubeObject> {
    const query = { fieldManager, force: "true" };
    return this.write(object, { method: "PATCH", query, contentType: "application/apply-patch+yaml" });
  }

  /** Merge patch, as a person with kubectl would send it. */
  async patch(object: KubeObject): Promise<KubeObject> {
    const query = { fieldManager: "kubectl-patch" };
    return this.write(object, { method: "PATCH", query, contentType: "application/merge-patch+json" });
  }

  /** Merge patch of an object's status, as its controller sends it. */
  async patchStatus(object: KubeObject): Promise<KubeObject> {
    const query = { fieldManager: "mariadb-gitops-sandbox" };
    return this.write(
      object,
      { method: "PATCH", query, contentType: "application/merge-patch+json" },
      "/status",
    );
  }

  /** The live object, or undefined when there is none, or when the API server does not serve its kind. */
  async read(reference: ObjectReference): Promise<KubeObject | undefined> {
    const path = await this.path(reference);
    return path === undefined ? undefined : this.find(reference, { method: "GET", path });
  }

  /** All objects of a kind, in every namespace; none when the API server does not serve the kind. */
  async list(apiVersion: string, kind: string): Promise<KubeObject[]> {
    const served = await this.discovery.find(apiVersion, kind);
    if (served === undefined) {
      return [];
    }
    const reference = { apiVersion, kind, metadata: { name: "of every namespace" } };
    const { body } = await this.send(reference, { method: "GET", path: listPathOf(apiVersion, served) });
    const items = body.items as unknown as KubeObject[];
    // The items of a list leave out apiVersion and kind.
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Deletes an object with background propagation; one that is not there counts as deleted. */
  async delete(reference: ObjectReference): Promise<void> {
    const path = await this.path(reference);
    if (path !== undefined) {
      await this.find(reference, { method: "DELETE", path, query: { propagationPolicy: "Background" } });
    }
  }

  /** Whether the API server's authorization allows a request. */
  async mayAccess(spec: AccessQuestion): Promise<boolean> {
    const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview" };
    const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    const body = { ...review, spec } as unknown as PlainObject;
    const reference = { ...review, metadata: { name: spec.user } };
    const answer = await this.send(reference, { method: "POST", path, body });
    const { allowed } = (answer.body as { status?: { allowed?: unknown } }).status ?? {};
    // Fails closed: only a clear no counts as no.
    return allowed !== false;
  }

  private async write(
    object: KubeObject,
    request: Omit<ApiRequest, "path" | "body">,
    subresource = "",
  ): Promise<KubeObject> {
    const path = await this.path(object);
    if (path === undefined) {
      throw new Error(`The API server does not serve ${object.kind} of ${object.apiVersion}.`);
    }
    const sent = { ...request, path: `${path}${subresource}`, body: object as unknown as PlainObject };
    return (await this.send(object, sent)).body as unknown as KubeObject;
  }

  private async find(reference: ObjectReference, request: ApiRequest): Promise<KubeObject | undefined> {
    try {
      return (await this.send(reference, request)).body as unknown as KubeObject;
    } catch (error) {
      if (error instanceof ClusterError && error.code === 404) {
        return undefined;
      }
      throw error;
    }
  }

  private async send(reference: ObjectReference, request: ApiRequest, attempts = 20): Promise<ApiAnswer> {
    try {
      return await this.client.send(request);
    } catch (error) {
      // 429 means "try again", as for the lists of a kind that was just registered. Every Kubernetes client does.
      if (error instanceof ApiFailure && error.status === 429 && attempts > 1) {
        await sleep(500);
        return this.send(reference, request, attempts - 1);
      }
      throw error instanceof ApiFailure ? new ClusterError(reference, error) : error;
    }
  }

  private async path({ apiVersion, kind, metadata }: ObjectReference): Promise<string | undefined> {
    const served = await this.discovery.find(apiVersion, kind);
    return served === undefined
      ? undefined
      : pathOf({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace }, served);
  }
}
