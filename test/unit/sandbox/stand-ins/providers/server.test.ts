import assert from "node:assert/strict";

import { credentials, status, type ServiceError } from "@grpc/grpc-js";
import { PluginAttach, type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { startStandInProviders, type StandInProviders } from "../../../../../sandbox/stand-ins/providers";
import { isSecret, type Properties } from "../../../../../sandbox/stand-ins/providers/values";
import { decode, encode } from "../../../../../sandbox/stand-ins/providers/wire";
import { FakeApi } from "./kubernetes/fake-api";

type Done<A> = (error: ServiceError | null, answer: A) => void;

async function ask<A>(send: (done: Done<A>) => unknown): Promise<A> {
  return new Promise((resolve, reject) => {
    send((error, answer) => {
      if (error === null) {
        resolve(answer);
      } else {
        reject(error);
      }
    });
  });
}

describe("provider server", () => {
  let providers: StandInProviders;
  let api: FakeApi;
  const clients: ResourceProviderClient[] = [];
  before(async () => {
    providers = await startStandInProviders();
    api = new FakeApi();
    await api.start();
  });
  after(async () => {
    for (const client of clients) {
      client.close();
    }
    await providers.close();
    api.stop();
  });

  // The engine dials a connection for each provider; grpc-js would share one without this option.
  const connect = (name: string): ResourceProviderClient => {
    const port = new Map(
      providers.debugProviders.split(",").map((item) => item.split(":") as [string, string]),
    ).get(name);
    const client = new ResourceProviderClient(`127.0.0.1:${port ?? ""}`, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
    clients.push(client);
    return client;
  };

  async function configure(client: ResourceProviderClient, settings: Properties): Promise<void> {
    await ask<rpc.ConfigureResponse>((done) =>
      client.configure(new rpc.ConfigureRequest().setArgs(encode(settings)), done),
    );
  }

  async function checkedNamespace(client: ResourceProviderClient): Promise<unknown> {
    const request = new rpc.CheckRequest()
      .setType("kubernetes:core/v1:Secret")
      .setName("x")
      .setNews(encode({}));
    const answer = await ask<rpc.CheckResponse>((done) => client.check(request, done));
    return (decode(answer.getInputs()).metadata as Properties).namespace;
  }

  it("serves the three packages on ports of their own", () => {
    assert.match(providers.debugProviders, /^kubernetes:\d+,random:\d+,tls:\d+$/);
  });

  it("shakes hands as a provider that takes secrets and autonaming, with the version of the SDK", async () => {
    const client = connect("kubernetes");
    const hands = await ask<rpc.ProviderHandshakeResponse>((done) =>
      client.handshake(new rpc.ProviderHandshakeRequest(), done),
    );
    assert.equal(hands.getAcceptSecrets(), true);
    assert.equal(hands.getAcceptResources(), false);
    assert.equal(hands.getSupportsAutonamingConfiguration(), true);
    await ask<Empty>((done) => client.attach(new PluginAttach().setAddress("127.0.0.1:1"), done));
    const info = await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    assert.match(info.getVersion(), /^4\.\d+\.\d+$/);
    const schema = await ask<rpc.GetSchemaResponse>((done) =>
      client.getSchema(new rpc.GetSchemaRequest(), done),
    );
    assert.equal((JSON.parse(schema.getSchema()) as { name: string }).name, "kubernetes");
  });

  it("leaves functions, components and methods to the official plugin", async () => {
    const client = connect("kubernetes");
    const refused = { code: status.UNIMPLEMENTED, details: /pulumi plugin install resource kubernetes/ };
    for (const token of [
      "kubernetes:yaml:decode",
      "kubernetes:helm:template",
      "kubernetes:kustomize:directory",
    ]) {
      await assert.rejects(
        ask<rpc.InvokeResponse>((done) => client.invoke(new rpc.InvokeRequest().setTok(token), done)),
        refused,
      );
    }
    const chart = new rpc.ConstructRequest().setType("kubernetes:helm.sh/v4:Chart").setName("argo-cd");
    await assert.rejects(
      ask<rpc.ConstructResponse>((done) => client.construct(chart, done)),
      { ...refused, details: /helm\.sh\/v4:Chart/ },
    );
    await assert.rejects(
      ask<rpc.CallResponse>((done) => client.call(new rpc.CallRequest().setTok("x"), done)),
      refused,
    );
    await assert.rejects(
      ask<rpc.ParameterizeResponse>((done) => client.parameterize(new rpc.ParameterizeRequest(), done)),
      refused,
    );
  });

  it("keeps the configurations of two providers of one program apart", async () => {
    const [first, second] = [connect("kubernetes"), connect("kubernetes")];
    await configure(first, { kubeconfig: api.kubeconfig, namespace: "one" });
    await configure(second, { kubeconfig: api.kubeconfig, namespace: "two" });
    assert.equal(await checkedNamespace(first), "one");
    assert.equal(await checkedNamespace(second), "two");
  });

  it("forgets the configuration of a provider that was cancelled", async () => {
    const client = connect("kubernetes");
    await configure(client, { kubeconfig: api.kubeconfig });
    await ask<Empty>((done) => client.cancel(new Empty(), done));
    await assert.rejects(checkedNamespace(client), {
      code: status.FAILED_PRECONDITION,
      details: /never configured/,
    });
  });

  it("carries settings, failures, diffs and outputs over the wire", async () => {
    const client = connect("random");
    const type = "random:index/randomPassword:RandomPassword";
    await configure(client, { version: "4.21.2" });
    const bad = new rpc.CheckRequest().setType(type).setNews(encode({ length: 0 }));
    const [failure] = (await ask<rpc.CheckResponse>((done) => client.check(bad, done))).getFailuresList();
    assert.equal(failure?.getProperty(), "length");
    const changed = new rpc.DiffRequest()
      .setType(type)
      .setOldInputs(encode({ length: 1 }))
      .setNews(encode({ length: 2 }));
    const diff = await ask<rpc.DiffResponse>((done) => client.diff(changed, done));
    assert.deepEqual(diff.getReplacesList(), ["length"]);
    assert.equal(diff.getDetaileddiffMap().get("length")?.getKind(), rpc.PropertyDiff.Kind.UPDATE_REPLACE);
    const made = await ask<rpc.CreateResponse>((done) =>
      client.create(new rpc.CreateRequest().setType(type).setProperties(encode({ length: 5 })), done),
    );
    assert.ok(isSecret(decode(made.getProperties()).result));
    const gone = new rpc.DeleteRequest().setType(type).setId("none");
    assert.ok((await ask<Empty>((done) => client.delete(gone, done))) instanceof Empty);
  });

  it("checks and compares the configuration", async () => {
    const client = connect("kubernetes");
    const news = encode({ kubeconfig: api.kubeconfig, renderYamlToDirectory: "out" });
    const checked = await ask<rpc.CheckResponse>((done) =>
      client.checkConfig(new rpc.CheckRequest().setNews(news), done),
    );
    assert.equal(checked.getFailuresList()[0]?.getProperty(), "renderYamlToDirectory");
    const same = new rpc.DiffRequest().setOldInputs(news).setNews(news);
    const { DIFF_NONE } = rpc.DiffResponse.DiffChanges;
    assert.equal(
      (await ask<rpc.DiffResponse>((done) => client.diffConfig(same, done))).getChanges(),
      DIFF_NONE,
    );
  });
});
