/**
 * Plain requests to the API server as clients make them, with all that it answers: status, message and warnings.
 */
import type { OutgoingHttpHeaders } from "node:http";
import { Agent, request, type RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";

import type { Thing } from "./objects";

/** What the API server said. */
export interface Answer {
  readonly status: number;
  /** The refusal, empty when there is none. */
  readonly message: string;
  /** Warnings of admission policies; the API server has others. */
  readonly warnings: readonly string[];
  readonly object: Thing["object"];
}

export interface RequestBody {
  readonly body?: object;
  /** @default "application/json" */
  readonly type?: string;
  /** Account that the request is made for; the tests may impersonate everybody. */
  readonly as?: string;
}

export const mergePatch = "application/merge-patch+json";
export const applyPatch = "application/apply-patch+yaml";

/** Query of a request that is judged and not carried out. */
export const dryRun = "dryRun=All";

/** Query of a server-side apply by the tests, who own every field that they wrote. */
export const applying = "fieldManager=guard-tests&force=true";

export class GuardApi {
  private readonly kubeConfig = new KubeConfig();
  private readonly connection: Promise<RequestOptions>;

  constructor(kubeconfig: string, context: string) {
    this.kubeConfig.loadFromFile(kubeconfig);
    this.kubeConfig.setCurrentContext(context);
    this.connection = this.connect();
  }

  /** What every request has in common; its connections stay open for the next one. */
  private async connect(): Promise<RequestOptions> {
    const options: RequestOptions = { headers: {} };
    await this.kubeConfig.applyToHTTPSOptions(options);
    const { ca, cert, key, headers } = options;
    return { headers, agent: new Agent({ keepAlive: true, ca, cert, key }) };
  }

  async send(
    method: string,
    path: string,
    { body, type = "application/json", as }: RequestBody = {},
  ): Promise<Answer> {
    const server = new URL(this.kubeConfig.getCurrentCluster()?.server ?? "");
    const { agent, headers } = await this.connection;
    const options: RequestOptions = {
      method,
      path,
      host: server.hostname,
      port: server.port,
      agent,
      headers: {
        ...(headers as OutgoingHttpHeaders),
        "content-type": type,
        ...(as === undefined ? {} : { "impersonate-user": as }),
      },
    };
    return new Promise((resolve, reject) => {
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const answer = parse(Buffer.concat(chunks).toString());
          resolve({
            status: response.statusCode ?? 0,
            message: answer.message ?? "",
            warnings: [response.headers.warning ?? []]
              .flat()
              .filter((text) => text.includes("AdmissionPolicy")),
            object: answer,
          });
        });
      });
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Server-side apply of a whole object. */
  async apply(thing: Thing): Promise<Answer> {
    return this.send("PATCH", `${thing.path}?${applying}`, { body: thing.object, type: applyPatch });
  }

  /** Merge patch, as `kubectl patch --type merge` and `kubectl annotate` send it. */
  async merge(thing: Thing, body: object, query = ""): Promise<Answer> {
    return this.send("PATCH", `${thing.path}?${query}`, { body, type: mergePatch });
  }

  async read(thing: Thing): Promise<Answer> {
    return this.send("GET", thing.path);
  }

  async delete(thing: Thing, query = "", as?: string): Promise<Answer> {
    return this.send("DELETE", `${thing.path}?${query}`, as === undefined ? {} : { as });
  }
}

/** A path that nobody serves yet is answered with plain text. */
function parse(text: string): Thing["object"] & { message?: string } {
  return JSON.parse(text.startsWith("{") ? text : JSON.stringify({ message: text })) as Thing["object"];
}

/** What a JSON merge patch (RFC 7396) makes of a value. */
export function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const base: Record<string, unknown> =
    typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) {
      Reflect.deleteProperty(base, key);
    } else {
      base[key] = merged(base[key], change);
    }
  }
  return base;
}
