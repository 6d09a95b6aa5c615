import { KubeConfig } from "@kubernetes/client-node";

import {
  ApiClient,
  ApiFailure,
  Discovery,
  type KubeObject,
  pathOf,
  type PlainObject,
} from "../../sandbox/cluster";
import { textOf } from "../../sandbox/stand-ins/providers/values";

/** Asks an API server what it would say to an object, without keeping it. */
export class DryRun {
  private readonly client: ApiClient;
  private readonly discovery: Discovery;

  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    this.client = new ApiClient(config, new AbortController().signal);
    this.discovery = new Discovery(this.client);
  }

  /**
   * Why the API server refuses the object, or undefined when it takes it. Unknown fields are refused too: without
   * strict validation they are dropped, and with them what they were to do.
   */
  async refusal(object: KubeObject): Promise<string | undefined> {
    const { apiVersion, kind, metadata } = object;
    const served = await this.discovery.find(apiVersion, kind);
    if (served === undefined) {
      return `${apiVersion} ${kind} is not served`;
    }
    try {
      await this.client.send({
        method: "PATCH",
        path: pathOf({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace }, served),
        query: { dryRun: "All", fieldManager: "dry-run", force: "true", fieldValidation: "Strict" },
        contentType: "application/apply-patch+yaml",
        body: object as unknown as PlainObject,
      });
      return undefined;
    } catch (error) {
      if (error instanceof ApiFailure) {
        return `${kind} ${metadata.name}: ${textOf(error.body.message)}`;
      }
      throw error;
    }
  }
}
