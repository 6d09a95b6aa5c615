import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import type { TestStack } from "./stack";
import { changes, group, secretPath, useStandIns, widgets } from "./stand-ins";

describe("stand-in providers: a stack with a namespace, a secret, a definition and an object of it", function () {
  this.timeout(180_000);
  const standIns = useStandIns();

  const namespace = "stand-ins-lifecycle";
  let size = 1;
  let force = false;
  let target: TestStack;
  const program = () => {
    const opts = { provider: standIns().provider("cluster", { enablePatchForce: force }) };
    const home = new kubernetes.core.v1.Namespace("home", { metadata: { name: namespace } }, opts);
    const password = new random.RandomPassword("password", { length: 32, special: false });
    const key = new tls.PrivateKey("key", { algorithm: "ED25519" });
    const secret = new kubernetes.core.v1.Secret(
      "root",
      {
        metadata: { name: "root", namespace: home.metadata.name },
        stringData: { password: password.result, key: key.privateKeyPem },
      },
      opts,
    );
    const schema = {
      type: "object",
      properties: { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
    };
    const definition = new kubernetes.apiextensions.v1.CustomResourceDefinition(
      "definition",
      {
        metadata: { name: widgets },
        spec: {
          group,
          scope: "Namespaced",
          names: { kind: "Widget", plural: "widgets", singular: "widget" },
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
        },
      },
      opts,
    );
    new kubernetes.apiextensions.CustomResource(
      "widget",
      {
        apiVersion: `${group}/v1`,
        kind: "Widget",
        metadata: { name: "w", namespace: home.metadata.name },
        spec: { size, password: password.result, list: [1, 2] },
      },
      { ...opts, dependsOn: definition },
    );
    return { password: password.result, data: secret.data, uid: home.metadata.uid };
  };
  const widgetPath = `/apis/${group}/v1/namespaces/${namespace}/widgets/w`;
  const liveSize = async (): Promise<unknown> => (await standIns().api.get(widgetPath))?.spec?.size;

  before(async () => {
    target = await standIns().stack(program);
  });

  it("is previewed without a trace", async () => {
    const { changeSummary } = await target.stack.preview(target.listen);
    assert.deepEqual(changes(changeSummary), { create: 8 });
    assert.equal(await standIns().api.get(`/api/v1/namespaces/${namespace}`), undefined);
  });

  it("comes up, and a second time nothing changes", async () => {
    const { summary, outputs } = await target.stack.up(target.listen);
    assert.deepEqual(changes(summary.resourceChanges), { create: 8 });
    assert.ok(outputs.password?.secret && outputs.data?.secret);
    const live = await standIns().api.get(secretPath(namespace, "root"));
    const password = Buffer.from(live?.data?.password ?? "", "base64").toString();
    assert.equal(password, outputs.password.value);
    assert.equal(password.length, 32);
    const again = await target.stack.up({ ...target.listen, expectNoChanges: true });
    assert.deepEqual(changes(again.summary.resourceChanges), { same: 8 });
  });

  it("updates in place what changed, and only that", async () => {
    size = 2;
    const { changeSummary } = await target.stack.preview({ ...target.listen, diff: true });
    assert.deepEqual(changes(changeSummary), { same: 7, update: 1 });
    assert.equal(await liveSize(), 1);
    await target.stack.up(target.listen);
    assert.equal(await liveSize(), 2);
  });

  it("refreshes without changes, although the API server added defaults", async () => {
    const { summary } = await target.stack.refresh({ ...target.listen, expectNoChanges: true });
    assert.deepEqual(changes(summary.resourceChanges), { same: 8 });
  });

  it("sees at a refresh what somebody changed, reports the conflict, and puts it back only when told to", async () => {
    const change = { spec: { size: 9 } };
    const path = `${widgetPath}?fieldManager=somebody`;
    await standIns().api.send("PATCH", path, change, "application/merge-patch+json");
    const { summary } = await target.stack.refresh(target.listen);
    assert.deepEqual(changes(summary.resourceChanges), { same: 7, update: 1 });
    // The field is somebody else's now, and server-side apply says so instead of taking it, already in the preview.
    await assert.rejects(target.stack.preview(target.listen), /conflict with "somebody"/);
    await assert.rejects(target.stack.up(target.listen), /conflict with "somebody"/);
    assert.equal(await liveSize(), 9);
    force = true;
    await target.stack.up(target.listen);
    assert.equal(await liveSize(), 2);
  });

  it("sees at a refresh what somebody deleted, and creates it again", async () => {
    await standIns().api.send("DELETE", widgetPath);
    const { summary } = await target.stack.refresh(target.listen);
    assert.deepEqual(changes(summary.resourceChanges), { delete: 1, same: 7 });
    const up = await target.stack.up(target.listen);
    assert.deepEqual(changes(up.summary.resourceChanges), { create: 1, same: 7 });
    assert.equal(await liveSize(), 2);
  });

  it("never shows or stores a secret in clear", async () => {
    const live = await standIns().api.get(secretPath(namespace, "root"));
    const encoded = Object.values(live?.data ?? {});
    const secrets = encoded.flatMap((text) => [text, Buffer.from(text, "base64").toString()]);
    assert.equal(secrets.length, 4);
    const [state, said] = [target.state(), target.said()];
    // The state is the right file: it holds what is not secret.
    assert.ok(state.includes(widgets) && said.includes(widgets));
    for (const secret of secrets) {
      // The engine writes JSON, in which the line breaks of a key are escaped.
      const lines = secret.split("\n").filter((line) => line.length > 10);
      for (const line of lines) {
        assert.ok(!state.includes(line), "a secret is in the state in clear");
        assert.ok(!said.includes(line), "a secret was printed or is in an event");
      }
    }
  });

  it("goes away whole", async () => {
    const { summary } = await target.stack.destroy(target.listen);
    assert.deepEqual(changes(summary.resourceChanges), { delete: 8 });
    assert.equal(await standIns().api.get(`/api/v1/namespaces/${namespace}`), undefined);
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    assert.equal(await standIns().api.get(`${definitions}/${widgets}`), undefined);
  });
});
