import { kubernetes } from "../../../../../../sandbox/stand-ins/providers/kubernetes";
import type {
  CheckResult,
  CreateResult,
  Session,
} from "../../../../../../sandbox/stand-ins/providers/protocol";
import {
  asSecret,
  type PlainObject,
  type Properties,
} from "../../../../../../sandbox/stand-ins/providers/values";
import { FakeApi, type Request } from "./fake-api";

export const secretType = "kubernetes:core/v1:Secret";

/** Where the Secret of the tests lies, what a program says of it, and what the API server has of it. */
export const path = "/api/v1/namespaces/n/secrets/a";
export const inputs: Properties = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "a", namespace: "n" },
  data: asSecret({ p: "aHVudGVyMg==" }),
};
export const live: PlainObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "a", namespace: "n" },
  data: {},
};

/** A session of the kubernetes stand-in that talks to a server of the test. */
export class TestSession {
  readonly api: FakeApi;
  session: Session;

  constructor(api: FakeApi) {
    this.api = api;
    this.session = this.open();
    this.session.configure({ kubeconfig: api.kubeconfig, namespace: "home" });
  }

  /** A session that is not configured yet. */
  open(): Session {
    return kubernetes(undefined).openSession();
  }

  /** The requests that came with the method. */
  sent(method: string): Request[] {
    return this.api.requests.filter((request) => request.method === method);
  }

  async check(type: string, news: Properties): Promise<CheckResult> {
    const randomSeed = new Uint8Array([1]);
    return this.session.check({ type, name: "logical", olds: {}, news, randomSeed, autonaming: undefined });
  }

  async create(properties: Properties, preview = false, type = secretType): Promise<CreateResult> {
    return this.session.create({ type, inputs: properties, preview, timeout: 1 });
  }

  async remove(outputs: Properties = inputs): Promise<void> {
    await this.session.delete({ type: secretType, id: "n/a", inputs, outputs, timeout: 1 });
  }
}

/** A fresh API server and session for each test of the suite. */
export function useSession(): () => TestSession {
  let test: TestSession;
  beforeEach(async () => {
    const api = new FakeApi();
    await api.start();
    test = new TestSession(api);
  });
  afterEach(() => {
    test.api.stop();
  });
  return () => test;
}
