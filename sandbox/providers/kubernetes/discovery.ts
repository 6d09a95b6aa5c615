/**
 * Which kinds the API server serves, and under which path.
 */
import { asMap, asString } from "../values";
import { ApiFailure } from "./client";
import type { ApiClient } from "./client";
import type { ObjectRef } from "./object";

/** How the API server serves a kind. */
export interface ServedKind {
  /** The name in paths, such as `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

function root(apiVersion: string): string {
  const parts = apiVersion.split("/").map((part) => encodeURIComponent(part));
  return `/${parts.length === 1 ? "api" : "apis"}/${parts.join("/")}`;
}

/** The path of an object. */
export function pathOf(ref: ObjectRef, served: ServedKind): string {
  const scope = served.namespaced ? ["namespaces", ref.namespace ?? "default"] : [];
  const parts = [...scope, served.plural, ref.name].map((part) => encodeURIComponent(part));
  return `${root(ref.apiVersion)}/${parts.join("/")}`;
}

/** The path of the list of all objects of a kind, in every namespace. */
export function listPathOf(apiVersion: string, served: ServedKind): string {
  return `${root(apiVersion)}/${encodeURIComponent(served.plural)}`;
}

/** Asks the API server for its kinds and remembers those that it has; those that it lacks may come later. */
export class Discovery {
  readonly #client: ApiClient;
  readonly #served = new Map<string, ServedKind>();

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /**
   * How the kind is served, or undefined when it is not.
   * @throws ApiFailure or NoAnswer when the API server does not say.
   */
  async find(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    const key = `${apiVersion} ${kind}`;
    if (!this.#served.has(key)) await this.#load(apiVersion);
    return this.#served.get(key);
  }

  async #load(apiVersion: string): Promise<void> {
    try {
      const { body } = await this.#client.send({ method: "GET", path: root(apiVersion) });
      for (const item of Array.isArray(body.resources) ? body.resources : []) {
        const resource = asMap(item) ?? {};
        const [plural, kind] = [asString(resource.name), asString(resource.kind)];
        // A name with a slash is a subresource, such as deployments/status.
        if (plural === undefined || kind === undefined || plural.includes("/")) continue;
        this.#served.set(`${apiVersion} ${kind}`, { plural, namespaced: resource.namespaced === true });
      }
    } catch (error) {
      if (!(error instanceof ApiFailure && error.status === 404)) throw error;
    }
  }
}
