/**
 * Plain requests to the API server, so that tests see what is really there and not what a provider says.
 */
import { request, type RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";

/** An object as the API server gives it, as far as the tests look into it. */
export interface LiveObject {
  readonly metadata: {
    readonly name: string;
    readonly uid?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly items?: readonly LiveObject[];
}

export class Api {
  private readonly kubeConfig = new KubeConfig();

  constructor(kubeconfig: string, context: string) {
    this.kubeConfig.loadFromFile(kubeconfig);
    this.kubeConfig.setCurrentContext(context);
  }

  /** The object at the path, or undefined when there is none. */
  async get(path: string): Promise<LiveObject | undefined> {
    const { status, object } = await this.ask("GET", path);
    if (status !== 200 && status !== 404) {
      throw new Error(`GET ${path}: ${status}`);
    }
    return status === 404 ? undefined : object;
  }

  /** Any other request, which has to succeed. */
  async send(method: string, path: string, body?: object, type = "application/json"): Promise<LiveObject> {
    const { status, object } = await this.ask(method, path, body, type);
    if (status < 200 || status > 299) {
      throw new Error(`${method} ${path}: ${status} ${JSON.stringify(object)}`);
    }
    return object;
  }

  private async ask(method: string, path: string, body?: object, type?: string) {
    const server = new URL(this.kubeConfig.getCurrentCluster()?.server ?? "");
    const options: RequestOptions = {
      method,
      path,
      host: server.hostname,
      port: server.port,
      headers: type === undefined ? {} : { "content-type": type },
    };
    await this.kubeConfig.applyToHTTPSOptions(options);
    return new Promise<{ status: number; object: LiveObject }>((resolve, reject) => {
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const object = JSON.parse(Buffer.concat(chunks).toString()) as LiveObject;
          resolve({ status: response.statusCode ?? 0, object });
        });
      });
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
