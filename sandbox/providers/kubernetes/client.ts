/**
 * Requests to the API server. client-node gives the kubeconfig, the credentials and the connection; its typed
 * serialisers stay out, because they drop fields that they do not know and write names in lower case.
 */
import { HttpMethod } from "@kubernetes/client-node";
import type { Configuration, KubeConfig, RequestContext } from "@kubernetes/client-node";
import type { Plain, PlainObject } from "../values";

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

/** No answer: nobody knows whether the request was carried out. */
export class NoAnswer extends Error {
  /** The operating system's or the HTTP client's code, such as ECONNREFUSED. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "NoAnswer";
    this.code = code;
  }
}

export type Method = "GET" | "PATCH" | "POST" | "DELETE";

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
  if (!(error instanceof Error)) return "an unknown failure";
  const own = "code" in error ? String(error.code) : undefined;
  return own ?? (error.cause === undefined ? error.name : codeOf(error.cause));
}

/** Reads the body as JSON. What is no JSON (a proxy's page, say) is dropped: it may quote the request. */
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
  readonly #configuration: Configuration;
  readonly #signal: AbortSignal;
  #dispatcher: Dispatcher;

  constructor(kubeConfig: KubeConfig, signal: AbortSignal) {
    this.#configuration = kubeConfig.makeApiClient(Transport).configuration;
    this.#signal = signal;
  }

  /**
   * Sends a request.
   * @throws ApiFailure when the server refuses it, NoAnswer when none came.
   */
  async send(request: ApiRequest): Promise<ApiAnswer> {
    const context = this.#configuration.baseServer.makeRequestContext(
      request.path,
      HttpMethod[request.method],
    );
    context.setHeaderParam("Accept", "application/json");
    for (const [key, value] of Object.entries(request.query ?? {})) context.setQueryParam(key, value);
    if (request.body !== undefined) {
      context.setHeaderParam("Content-Type", request.contentType ?? "application/json");
      context.setBody(JSON.stringify(request.body));
    }
    context.setSignal(this.#signal);
    try {
      await this.#configuration.authMethods.default?.applySecurityAuthentication(context);
      // The credentials may change from request to request; the connections are worth keeping.
      this.#dispatcher ??= context.getDispatcher();
      if (this.#dispatcher !== undefined) context.setDispatcher(this.#dispatcher);
      const response = await this.#configuration.httpApi.send(context).toPromise();
      const body = parse(await response.body.text());
      if (response.httpStatusCode >= 200 && response.httpStatusCode <= 299) {
        return { status: response.httpStatusCode, body };
      }
      throw new ApiFailure(response.httpStatusCode, body);
    } catch (error) {
      if (error instanceof ApiFailure) throw error;
      throw new NoAnswer(this.#signal.aborted ? "cancelled" : codeOf(error));
    }
  }
}
