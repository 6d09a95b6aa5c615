import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { changes, group, mapPath, secretPath, useStandIns } from "./stand-ins";

describe("stand-in providers", function () {
  this.timeout(180_000);
  const standIns = useStandIns();

  it("replaces a named Secret by deleting it first, and a generated name by another one", async () => {
    const namespace = await standIns().namespace();
    let value = "first-value";
    const { stack, listen } = await standIns().stack(() => {
      const opts = { provider: standIns().provider("cluster", { namespace }) };
      new kubernetes.core.v1.Secret("named", { metadata: { name: "named" }, stringData: { value } }, opts);
      const generated = new kubernetes.core.v1.ConfigMap("generated", { data: { value } }, opts);
      return { name: generated.metadata.name, namespace: generated.metadata.namespace };
    });
    const first = await stack.up(listen);
    assert.equal(first.outputs.namespace?.value, namespace);
    const before = await standIns().api.get(secretPath(namespace, "named"));
    value = "second-value";
    const second = await stack.up(listen);
    assert.deepEqual(changes(second.summary.resourceChanges), { replace: 2, same: 2 });
    const after = await standIns().api.get(secretPath(namespace, "named"));
    assert.notEqual(after?.metadata.uid, before?.metadata.uid);
    assert.equal(Buffer.from(after?.data?.value ?? "", "base64").toString(), "second-value");
    const names = [first, second].map((result) => String(result.outputs.name?.value));
    assert.ok(names.every((name) => /^generated-[0-9a-f]{8}$/.test(name)));
    assert.notEqual(names[0], names[1]);
    assert.equal(await standIns().api.get(mapPath(namespace, names[0])), undefined);
    await stack.destroy(listen);
  });

  it("changes Secrets in place when the provider says so", async () => {
    const namespace = await standIns().namespace();
    let value = "first-value";
    const { stack, listen } = await standIns().stack(() => {
      const opts = { provider: standIns().provider("cluster", { namespace, enableSecretMutable: true }) };
      new kubernetes.core.v1.Secret("named", { metadata: { name: "named" }, stringData: { value } }, opts);
    });
    await stack.up(listen);
    value = "second-value";
    assert.deepEqual(changes((await stack.up(listen)).summary.resourceChanges), { update: 1, same: 2 });
  });

  it("refuses what exists, and adopts it by import without a change", async () => {
    const namespace = await standIns().namespace();
    const data = { key: "value" };
    await standIns().api.send("POST", mapPath(namespace), { metadata: { name: "given" }, data });
    let adopt = false;
    const { stack, listen } = await standIns().stack(() => {
      const opts = {
        provider: standIns().provider("cluster"),
        ...(adopt ? { import: `${namespace}/given` } : {}),
      };
      new kubernetes.core.v1.ConfigMap("given", { metadata: { name: "given", namespace }, data }, opts);
    });
    await assert.rejects(stack.up(listen), /ConfigMap .*\/given \(v1\): it already exists/);
    adopt = true;
    assert.deepEqual(changes((await stack.up(listen)).summary.resourceChanges), { import: 1, same: 2 });
  });

  it("serves two providers of one program, and the kubeconfig of the options to one that names none", async () => {
    const [one, two] = [await standIns().namespace(), await standIns().namespace()];
    const { stack, listen } = await standIns().stack(() => {
      const secret = (name: string, opts: { provider?: kubernetes.Provider }) =>
        new kubernetes.core.v1.Secret(name, { metadata: { name } }, opts).metadata.namespace;
      return {
        one: secret("a", { provider: standIns().provider("one", { namespace: one }) }),
        two: secret("b", { provider: standIns().provider("two", { namespace: two }) }),
        ambient: secret("c", {}),
      };
    });
    const { outputs } = await stack.up(listen);
    const namespaces = [outputs.one, outputs.two, outputs.ambient].map((output): unknown => output?.value);
    assert.deepEqual(namespaces, [one, two, "default"]);
    await stack.destroy(listen);
  });

  it("names the object and not the secret when the API server refuses", async () => {
    const namespace = await standIns().namespace();
    const { stack, listen, ...target } = await standIns().stack(() => {
      // The API server quotes a number where it wants a text.
      const data = { password: 19283746 as unknown as string };
      const opts = { provider: standIns().provider("cluster") };
      new kubernetes.core.v1.Secret("bad", { metadata: { name: "bad", namespace }, data }, opts);
      const widget = { apiVersion: `${group}/v2`, kind: "Widget" };
      new kubernetes.apiextensions.CustomResource("unserved", { ...widget, metadata: { namespace } }, opts);
    });
    // The definition of Widgets is not there, so its preview passes and only the Secret's can fail.
    const refused = /Could not preview the creation of Secret .*\/bad \(v1\): the API server answered 500/;
    await assert.rejects(stack.preview(listen), refused);
    await assert.rejects(stack.up(listen), (error: Error) => {
      assert.match(error.message, /Could not create Secret .*\/bad \(v1\): the API server answered 500/);
      assert.match(error.message, /does not serve stand-ins\.mariadb-gitops\.dev\/v2 Widget/);
      return true;
    });
    assert.doesNotMatch(target.said(), /1928|3746/);
  });

  it("waits for what the annotation names, and keeps in the state what never became ready", async () => {
    const namespace = await standIns().namespace();
    const { stack, listen, ...target } = await standIns().stack(() => {
      const annotations = { "pulumi.com/waitFor": "jsonpath={.data.ready}=yes" };
      const opts = { provider: standIns().provider("cluster"), customTimeouts: { create: "1s" } };
      new kubernetes.core.v1.ConfigMap("slow", { metadata: { name: "slow", namespace, annotations } }, opts);
    });
    await assert.rejects(stack.up(listen), /slow \(v1\) exists, but it is not ready after 1 s/);
    assert.ok(target.state().includes(`${namespace}/slow`));
    await stack.destroy(listen);
    assert.equal(await standIns().api.get(mapPath(namespace, "slow")), undefined);
  });

  it("names the finalizers that hold a deleted object, and finishes once they are gone", async () => {
    const namespace = await standIns().namespace();
    const finalizer = `${group}/hold`;
    const { stack, listen } = await standIns().stack(() => {
      const metadata = { name: "held", namespace, finalizers: [finalizer] };
      const opts = { provider: standIns().provider("cluster"), customTimeouts: { delete: "1s" } };
      new kubernetes.core.v1.ConfigMap("held", { metadata }, opts);
    });
    await stack.up(listen);
    await assert.rejects(
      stack.destroy(listen),
      new RegExp(`still there after 1 s: held by the finalizers ${finalizer}`),
    );
    const release = { metadata: { finalizers: null } };
    await standIns().api.send("PATCH", mapPath(namespace, "held"), release, "application/merge-patch+json");
    await stack.destroy(listen);
  });

  it("leaves charts to the official plugin", async () => {
    const { stack, listen } = await standIns().stack(() => {
      new kubernetes.helm.v4.Chart(
        "chart",
        { chart: "argo-cd" },
        { provider: standIns().provider("cluster") },
      );
    });
    await assert.rejects(
      stack.preview(listen),
      /kubernetes:helm\.sh\/v4:Chart is not supported by the stand-in/,
    );
  });
});
