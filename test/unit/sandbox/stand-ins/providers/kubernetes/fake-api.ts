import { createServer, type IncomingMessage, type Server } from "node:http";

import type { PlainObject } from "../../../../../../sandbox/stand-ins/providers/values";

export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: PlainObject | undefined;
}

interface Answer {
  readonly status: number;
  readonly body: PlainObject | string;
}

/** A Kubernetes `Status` as the API server sends it. */
export function refusal(status: number, reason: string, more: PlainObject = {}): Answer {
  return { status, body: { kind: "Status", status: "Failure", reason, code: status, ...more } };
}

const served: Record<string, PlainObject[]> = {
  "/api/v1": [
    { name: "namespaces", kind: "Namespace", namespaced: false },
    { name: "namespaces/finalize", kind: "Namespace", namespaced: false },
    { name: "secrets", kind: "Secret", namespaced: true },
    { name: "configmaps", kind: "ConfigMap", namespaced: true },
  ],
  "/apis/rbac.authorization.k8s.io/v1": [{ name: "clusterroles", kind: "ClusterRole", namespaced: false }],
  "/apis/apiextensions.k8s.io/v1": [
    { name: "customresourcedefinitions", kind: "CustomResourceDefinition", namespaced: false },
  ],
};

async function read(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString();
  const url = new URL(message.url ?? "", "http://fake");
  return {
    method: message.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    contentType: message.headers["content-type"],
    body: text === "" ? undefined : (JSON.parse(text) as PlainObject),
  };
}

/** An API server that keeps objects by their path. What it cannot do by itself, a test answers in its place. */
export class FakeApi {
  readonly objects = new Map<string, PlainObject>();
  readonly requests: Request[] = [];
  /** Answers instead of the server, when it returns something. */
  intercept: (request: Request) => Answer | Promise<Answer> | undefined = () => undefined;
  private readonly server: Server;
  private uid = 0;

  constructor() {
    this.server = createServer((message, response) => {
      void read(message).then(async (request) => {
        this.requests.push(request);
        const answer = (await this.intercept(request)) ?? this.answer(request);
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  get kubeconfig(): string {
    const address = this.server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
    return JSON.stringify({
      clusters: [{ name: "fake", cluster }],
      users: [{ name: "me", user: { token: "token" } }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "me" } }],
      "current-context": "fake",
    });
  }

  put(path: string, object: PlainObject): void {
    this.uid += 1;
    const metadata = { ...(object.metadata as PlainObject | undefined), uid: `uid-${this.uid}` };
    this.objects.set(path, { ...object, metadata });
  }

  private answer(request: Request): Answer {
    const kinds = served[request.path];
    if (kinds !== undefined) {
      return { status: 200, body: { kind: "APIResourceList", resources: kinds } };
    }
    const existing = this.objects.get(request.path);
    if (request.method === "PATCH") {
      return this.patch(request, existing);
    }
    if (existing === undefined) {
      return refusal(404, "NotFound");
    }
    if (request.method === "DELETE") {
      this.objects.delete(request.path);
    }
    return { status: 200, body: existing };
  }

  private patch(request: Request, existing: PlainObject | undefined): Answer {
    const status = existing === undefined ? 201 : 200;
    if (request.query.get("dryRun") === "All") {
      const metadata = { ...(request.body?.metadata as PlainObject), uid: "of the dry run" };
      return { status, body: { ...request.body, metadata, status: {} } };
    }
    this.put(request.path, request.body ?? {});
    return { status, body: this.objects.get(request.path) ?? {} };
  }
}
