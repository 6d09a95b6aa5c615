import type { Configuration, RequestContext } from "@kubernetes/client-node";

import { ConfirmProblem } from "./problem";

/** What an API server answered. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The server's own time, by the header of its answer. */
  readonly date: Date | undefined;
}

/** One cluster, as the kubeconfig of the person names it. */
export interface ClusterApi {
  /** The namespace of the context; `default` when it has none. */
  readonly namespace: string;
  /** Where the API server is, for the person who reads what is about to be confirmed. */
  readonly server: string;
  get(path: string, accept?: string): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  /** A merge patch (RFC 7396). */
  patch(path: string, body: object): Promise<Answer>;
}

/** Which kubeconfig and which of its contexts; kubectl's own choice where one is left out. */
export interface Where {
  readonly kubeconfig?: string;
  readonly context?: string;
}

type Method = "GET" | "POST" | "PATCH";

const missing =
  "mariadb-gitops confirm needs the package @kubernetes/client-node, which is not installed. Run it as: " +
  "npx --package mariadb-gitops --package @kubernetes/client-node mariadb-gitops confirm KIND/NAME";

/**
 * Connects as kubectl would: certificates, tokens, exec plugins and proxies of the kubeconfig.
 *
 * @throws ConfirmProblem when client-node is not installed, or the kubeconfig names no cluster
 */
export async function connect({ kubeconfig, context }: Where): Promise<ClusterApi> {
  // Loaded here, because it takes longer than everything else that the program does.
  const client = await import("@kubernetes/client-node").catch((error: unknown) => {
    throw (error as { code?: string }).code?.endsWith("MODULE_NOT_FOUND") === true
      ? new ConfirmProblem(missing)
      : error;
  });
  const config = new client.KubeConfig();
  if (kubeconfig === undefined) {
    config.loadFromDefault();
  } else {
    config.loadFromFile(kubeconfig);
  }
  if (context !== undefined) {
    config.setCurrentContext(context);
  }
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) {
    throw new ConfirmProblem(
      `The context ${config.getCurrentContext() || "of the kubeconfig"} names no cluster; set --context or KUBECONFIG.`,
    );
  }
  const { configuration } = config.makeApiClient(Transport);
  async function send(method: Method, path: string, headers: Record<string, string>, body?: object) {
    const request: RequestContext = configuration.baseServer.makeRequestContext(
      path,
      client.HttpMethod[method],
    );
    for (const [name, value] of Object.entries(headers)) {
      request.setHeaderParam(name, value);
    }
    if (body !== undefined) {
      request.setBody(JSON.stringify(body));
    }
    await configuration.authMethods.default?.applySecurityAuthentication(request);
    const response = await configuration.httpApi.send(request).toPromise();
    const date = response.headers.date;
    return {
      status: response.httpStatusCode,
      body: parse(await response.body.text()),
      date: date === undefined ? undefined : new Date(date),
    };
  }
  const json = "application/json";
  return {
    server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? "default",
    get: (path, accept = json) => send("GET", path, { Accept: accept }),
    post: (path, body) => send("POST", path, { Accept: json, "Content-Type": json }, body),
    patch: (path, body) =>
      send("PATCH", path, { Accept: json, "Content-Type": "application/merge-patch+json" }, body),
  };
}

/** What client-node builds from a kubeconfig for any of its clients. */
class Transport {
  readonly configuration: Configuration;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }
}

/** Anything but an object, such as the page of a proxy, is dropped. */
function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
