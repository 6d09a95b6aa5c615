/**
 * Requests to the API server. client-node gives the kubeconfig, the credentials and the connection; its typed
 * serialisers stay out, because they drop fields that they do not know and write names in lower case.
 */

import {
  HttpMethod,
  type Configuration,
  type KubeConfig,
  type RequestContext,
} from "@kubernetes/client-node";

/** JSON, as an API server takes and gives it. */
export type Plain = null | boolean | number | string | Plain[] | PlainObject;
export interface PlainObject {
  [key: string]: Plain;
}

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for objects of the whole cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
}

type Dispatcher = ReturnType<RequestContext["getDispatcher"]>;

/** The API server's refusal, as a Kubernetes `Status`. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly body: PlainObject;

  constructor(status: number, body: PlainObject) {
    super(`HTTP ${status}`);
    this.name = "ApiFailure";
    this.status = status;
    this.body = body;
  }
}

/** No answer: the request may or may not have been carried out. */
export class NoAnswer extends Error {
  /** The operating system's or the HTTP client's code, such as ECONNREFUSED. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "NoAnswer";
    this.code = code;
  }
}

type Method = "GET" | "PATCH" | "POST" | "DELETE";

export interface ApiRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: PlainObject;
  readonly contentType?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: PlainObject;
}

/** What client-node builds from a kubeconfig for any of its clients. */
class Transport {
  readonly configuration: Configuration;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return "an unknown failure";
  }
  const own = "code" in error ? String(error.code) : undefined;
  return own ?? (error.cause === undefined ? error.name : codeOf(error.cause));
}

/** Reads the body as JSON. Anything else (a proxy's page, say) is dropped: it may quote the request. */
function parse(text: string): PlainObject {
  try {
    const value = JSON.parse(text) as Plain;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** A connection to one API server, until the signal ends it. */
export class ApiClient {
  private readonly configuration: Configuration;
  private readonly signal: AbortSignal;
  private dispatcher: Dispatcher;

  constructor(kubeConfig: KubeConfig, signal: AbortSignal) {
    this.configuration = kubeConfig.makeApiClient(Transport).configuration;
    this.signal = signal;
  }

  /**
   * Sends a request.
   * @throws ApiFailure when the server refuses it, NoAnswer when none came.
   */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    const context = this.configuration.baseServer.makeRequestContext(
      request.path,
      HttpMethod[request.method],
    );
    context.setHeaderParam("Accept", "application/json");
    for (const [key, value] of Object.entries(request.query ?? {})) {
      context.setQueryParam(key, value);
    }
    if (request.body !== undefined) {
      context.setHeaderParam("Content-Type", request.contentType ?? "application/json");
      context.setBody(JSON.stringify(request.body));
    }
    context.setSignal(this.signal);
    try {
      await this.configuration.authMethods.default?.applySecurityAuthentication(context);
      // The credentials may change from request to request; the connections are worth keeping.
      this.dispatcher ??= context.getDispatcher();
      if (this.dispatcher !== undefined) {
        context.setDispatcher(this.dispatcher);
      }
      const response = await this.configuration.httpApi.send(context).toPromise();
      const body = parse(await response.body.text());
      if (response.httpStatusCode >= 200 && response.httpStatusCode <= 299) {
        return { status: response.httpStatusCode, body };
      }
      throw new ApiFailure(response.httpStatusCode, body);
    } catch (error) {
      if (error instanceof ApiFailure) {
        throw error;
      }
      throw new NoAnswer(this.signal.aborted ? "cancelled" : codeOf(error));
    }
  }

  /** Sends a request. @returns undefined when the server answers 404 */
  async find(request: ApiRequest): Promise<PlainObject | undefined> {
    try {
      return (await this.send(request)).body;
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }
}

export interface ServedKind {
  /** The name in paths, such as `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

function root(apiVersion: string): string {
  const parts = apiVersion.split("/").map((part) => encodeURIComponent(part));
  return `/${parts.length === 1 ? "api" : "apis"}/${parts.join("/")}`;
}

export function pathOf(ref: ObjectRef, served: ServedKind): string {
  const scope = served.namespaced ? ["namespaces", ref.namespace ?? "default"] : [];
  const parts = [...scope, served.plural, ref.name].map((part) => encodeURIComponent(part));
  return `${root(ref.apiVersion)}/${parts.join("/")}`;
}

/** The path of the list of all objects of a kind, in every namespace. */
export function listPathOf(apiVersion: string, served: ServedKind): string {
  return `${root(apiVersion)}/${encodeURIComponent(served.plural)}`;
}

/**
 * Asks the API server for its kinds. Remembers those that it serves, and asks again for the others: they may come
 * later.
 */
export class Discovery {
  private readonly client: ApiClient;
  private readonly served = new Map<string, ServedKind>();

  constructor(client: ApiClient) {
    this.client = client;
  }

  /**
   * How the kind is served, or undefined when it is not.
   * @throws ApiFailure or NoAnswer when the API server does not say.
   */
  async find(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    const key = `${apiVersion} ${kind}`;
    if (!this.served.has(key)) {
      await this.load(apiVersion);
    }
    return this.served.get(key);
  }

  private async load(apiVersion: string): Promise<void> {
    const body = await this.client.find({ method: "GET", path: root(apiVersion) });
    const { resources } = (body ?? {}) as {
      resources?: { name: string; kind: string; namespaced: boolean }[] | null;
    };
    for (const { name, kind, namespaced } of resources ?? []) {
      // A name with a slash is a subresource, such as deployments/status.
      if (!name.includes("/")) {
        this.served.set(`${apiVersion} ${kind}`, { plural: name, namespaced });
      }
    }
  }
}
