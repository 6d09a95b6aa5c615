import assert from "node:assert/strict";
import { Code, ProviderError } from "../../../../../sandbox/providers/errors";
import { kubernetes } from "../../../../../sandbox/providers/kubernetes";
import type { Session } from "../../../../../sandbox/providers/protocol";
import { asSecret, isSecret, unknown, textOf } from "../../../../../sandbox/providers/values";
import type { PlainObject, Properties } from "../../../../../sandbox/providers/values";
import { FakeApi, refusal } from "./fake-api";

const secretType = "kubernetes:core/v1:Secret";
const path = "/api/v1/namespaces/n/secrets/a";
const inputs: Properties = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "a", namespace: "n" },
  data: asSecret({ p: "aHVudGVyMg==" }),
};
const live: PlainObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "a", namespace: "n" },
  data: {},
};

describe("kubernetes stand-in", () => {
  let api: FakeApi;
  let session: Session;
  beforeEach(async () => {
    api = new FakeApi();
    await api.start();
    session = kubernetes(undefined).openSession();
    session.configure({ kubeconfig: api.kubeconfig, namespace: "home" });
  });
  afterEach(() => {
    api.stop();
  });

  const sent = (method: string) => api.requests.filter((request) => request.method === method);
  const check = async (type: string, news: Properties, olds: Properties = {}) =>
    session.check({
      type,
      name: "logical",
      olds,
      news,
      randomSeed: new Uint8Array([1]),
      autonaming: undefined,
    });
  const create = async (properties: Properties, preview = false, type = secretType, timeout = 1) =>
    session.create({ type, inputs: properties, preview, timeout });
  const remove = async (timeout = 1, outputs: Properties = inputs) =>
    session.delete({ type: secretType, id: "n/a", inputs, outputs, timeout });

  describe("check", () => {
    it("fills in kind, name and namespace, and keeps secrets and unknowns", async () => {
      const news = { stringData: asSecret({ p: "hunter2", later: unknown }) };
      const { inputs: checked, failures } = await check(secretType, news);
      assert.deepEqual(failures, []);
      const { name, ...metadata } = checked.metadata as PlainObject;
      assert.match(textOf(name), /^logical-[0-9a-f]{8}$/);
      assert.deepEqual(metadata, { annotations: { "pulumi.com/autonamed": "true" }, namespace: "home" });
      assert.deepEqual(checked.data, asSecret({ p: "aHVudGVyMg==", later: unknown }));
      assert.equal(checked.apiVersion, "v1");
    });

    it("gives no namespace to what belongs to the whole cluster", async () => {
      const metadata = { name: "n", namespace: "wrong" };
      const { inputs: checked } = await check("kubernetes:core/v1:Namespace", { metadata });
      assert.deepEqual(checked.metadata, { name: "n" });
    });

    it("knows the scope of kinds whose definition the program creates", async () => {
      const spec = { group: "example.com", scope: "Cluster", names: { kind: "Tool" } };
      const definition = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
      await check(definition, { metadata: { name: "tools.example.com" }, spec });
      const known = await check("kubernetes:example.com/v1:Tool", { metadata: { name: "a" } });
      assert.deepEqual(known.inputs.metadata, { name: "a" });
      const other = await check("kubernetes:example.com/v1:Other", { metadata: { name: "a" } });
      assert.deepEqual(other.inputs.metadata, { name: "a", namespace: "home" });
    });

    it("refuses what contradicts the type, generateName, and waits that it cannot read", async () => {
      const reasons = async (news: Properties): Promise<string> =>
        (await check(secretType, news)).failures.map((failure) => failure.property).join();
      assert.equal(await reasons({ apiVersion: "v2", kind: "ConfigMap" }), "apiVersion,kind");
      assert.equal(await reasons({ metadata: { generateName: "a-" } }), "metadata.generateName");
      assert.equal(await reasons({ metadata: "a" }), "metadata");
      const annotations = { "pulumi.com/waitFor": "sometimes" };
      assert.equal(await reasons({ metadata: { annotations } }), "metadata.annotations");
    });

    it("fails when the API server does not answer", async () => {
      api.stop();
      await assert.rejects(check(secretType, {}), /Could not check .*did not answer \(ECONNREFUSED\)/);
    });

    it("fails before the provider is configured, instead of taking some cluster", async () => {
      session = kubernetes(undefined).openSession();
      await assert.rejects(check(secretType, {}), /never configured/);
    });
  });

  describe("diff", () => {
    const diff = async (oldInputs: Properties, news: Properties) =>
      session.diff({ type: secretType, oldInputs, oldOutputs: {}, news });

    it("deletes first when the old and the new object would have the same name", async () => {
      const changed = { ...inputs, data: asSecret({ p: "eA==" }) };
      assert.equal((await diff(inputs, changed)).deleteBeforeReplace, true);
      const renamed = { ...changed, metadata: { name: "b", namespace: "n" } };
      assert.equal((await diff(inputs, renamed)).deleteBeforeReplace, false);
      const metadata = {
        ...(inputs.metadata as Properties),
        annotations: { "pulumi.com/autonamed": "true" },
      };
      assert.equal(
        (await diff({ ...inputs, metadata }, { ...changed, metadata })).deleteBeforeReplace,
        false,
      );
    });

    it("takes the default namespace for no change", async () => {
      const at = (metadata: Properties): Properties => ({ ...inputs, metadata });
      assert.deepEqual((await diff(at({ name: "a" }), at({ name: "a", namespace: "home" }))).changes, []);
      const [change] = (await diff(at({ name: "a" }), at({ name: "a", namespace: "n" }))).changes;
      assert.deepEqual(change, { path: "metadata.namespace", kind: "update", replace: true });
    });
  });

  describe("create", () => {
    it("applies on the server's side under a stable name, and keeps the secret marked", async () => {
      const { id, outputs } = await create(inputs);
      assert.equal(id, "n/a");
      assert.deepEqual(outputs.data, asSecret({ p: "aHVudGVyMg==" }));
      const [patch] = sent("PATCH");
      assert.equal(patch?.path, path);
      assert.equal(patch.contentType, "application/apply-patch+yaml");
      assert.equal(patch.query.get("fieldManager"), "pulumi-kubernetes");
      assert.equal(patch.query.get("force"), "false");
      assert.equal(patch.query.get("dryRun"), null);
    });

    it("keeps the case of names: the API server does", async () => {
      const role = {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "My:Role" },
      };
      await create(role, false, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
      assert.equal(sent("PATCH")[0]?.path, "/apis/rbac.authorization.k8s.io/v1/clusterroles/My%3ARole");
    });

    it("refuses an object that exists, without touching it", async () => {
      api.put(path, live);
      await assert.rejects(create(inputs), (error: ProviderError) => {
        assert.equal(error.code, Code.AlreadyExists);
        assert.match(
          error.message,
          /Secret n\/a \(v1\): it already exists.*pulumi import kubernetes:core\/v1:Secret/,
        );
        return true;
      });
      assert.deepEqual(sent("PATCH"), []);
    });

    it("refuses an object that somebody else created a moment before", async () => {
      api.intercept = (request) => (request.method === "PATCH" ? { status: 200, body: live } : undefined);
      await assert.rejects(create(inputs), /already exists/);
    });

    it("adopts it when the provider says so", async () => {
      session.configure({
        kubeconfig: api.kubeconfig,
        upsertExistingObjects: "true",
        enablePatchForce: "true",
      });
      api.put(path, live);
      assert.equal((await create(inputs)).id, "n/a");
      assert.equal(sent("PATCH")[0]?.query.get("force"), "true");
    });

    it("tries again while the namespace is on its way", async () => {
      const missing = refusal(404, "NotFound", { details: { kind: "namespaces" } });
      api.intercept = (request) =>
        request.method === "PATCH" && sent("PATCH").length === 1 ? missing : undefined;
      assert.equal((await create(inputs)).id, "n/a");
      assert.equal(sent("PATCH").length, 2);
    });

    it("keeps what was created but never became ready", async () => {
      const metadata = {
        name: "a",
        namespace: "n",
        annotations: { "pulumi.com/waitFor": "condition=Ready" },
      };
      await assert.rejects(create({ ...inputs, metadata }), (error: ProviderError) => {
        assert.equal(error.code, Code.DeadlineExceeded);
        assert.match(
          error.message,
          /Secret n\/a \(v1\) exists, but it is not ready after 1 s; missing: condition=Ready/,
        );
        assert.equal(error.partial?.id, "n/a");
        assert.ok(isSecret(error.partial.outputs.data));
        return true;
      });
    });

    it("never repeats a secret that the API server quotes", async () => {
      const message = 'data[p]: Invalid value: "hunter2"';
      api.intercept = (request) =>
        request.method === "PATCH" ? refusal(422, "Invalid", { message }) : undefined;
      await assert.rejects(create(inputs), (error: Error) => {
        assert.doesNotMatch(error.message, /hunter/);
        assert.match(error.message, /Could not create Secret n\/a \(v1\).*422 Invalid/);
        return true;
      });
    });

    it("never repeats a page that is no Kubernetes answer", async () => {
      api.intercept = (request) =>
        request.method === "PATCH" ? { status: 502, body: "<p>hunter2</p>" } : undefined;
      await assert.rejects(create(inputs), /answered 502$/);
    });

    it("stops when it is cancelled", async () => {
      api.intercept = (request) => (request.method === "PATCH" ? new Promise(() => undefined) : undefined);
      const stopped = assert.rejects(create(inputs), /Cancelled: could not create Secret n\/a/);
      setTimeout(() => {
        session.cancel();
      }, 50);
      await stopped;
    });
  });

  describe("preview of a creation", () => {
    it("asks the API server, and changes nothing", async () => {
      const { id, outputs } = await create(inputs, true);
      assert.equal(id, "");
      assert.equal(sent("PATCH")[0]?.query.get("dryRun"), "All");
      assert.equal((outputs.metadata as Properties).uid, unknown);
      assert.equal(api.objects.size, 0);
    });

    it("echoes the inputs when something is unknown, not served or still there", async () => {
      const later = { ...inputs, data: asSecret({ p: unknown }) };
      assert.deepEqual(await create(later, true), { id: "", outputs: later });
      const custom = { apiVersion: "example.com/v1", kind: "Tool", metadata: { name: "a" } };
      assert.deepEqual((await create(custom, true, "kubernetes:example.com/v1:Tool")).outputs, custom);
      api.put(path, live);
      assert.deepEqual((await create(inputs, true)).outputs, inputs);
      assert.deepEqual(sent("PATCH"), []);
    });

    it("echoes the inputs when the namespace is not there yet or a webhook takes no dry run", async () => {
      const answers = [
        refusal(404, "NotFound", { details: { kind: "namespaces" } }),
        refusal(400, "BadRequest", { message: 'admission webhook "x" does not support dry run' }),
      ];
      for (const answer of answers) {
        api.intercept = (request) => (request.method === "PATCH" ? answer : undefined);
        assert.deepEqual((await create(inputs, true)).outputs, inputs);
      }
    });

    it("fails when the API server would refuse the object", async () => {
      api.intercept = (request) => (request.method === "PATCH" ? refusal(403, "Forbidden") : undefined);
      await assert.rejects(
        create(inputs, true),
        /Could not preview the creation of Secret n\/a.*403 Forbidden/,
      );
    });
  });

  describe("update", () => {
    const update = async (news: Properties, preview: boolean) =>
      session.update({
        type: secretType,
        id: "n/a",
        oldOutputs: { __fieldManager: "old" },
        news,
        preview,
        timeout: 1,
      });

    it("applies under the name that the state knows", async () => {
      api.put(path, live);
      const outputs = await update(inputs, false);
      assert.equal(sent("PATCH")[0]?.query.get("fieldManager"), "old");
      assert.equal(outputs.__fieldManager, "old");
      assert.ok(isSecret(outputs.data));
    });

    it("asks for a dry run in a preview", async () => {
      api.put(path, live);
      assert.equal(((await update(inputs, true)).metadata as Properties).resourceVersion, unknown);
      assert.equal(sent("PATCH")[0]?.query.get("dryRun"), "All");
      const later = { ...inputs, data: unknown };
      assert.deepEqual(await update(later, true), later);
    });

    it("does not bring back an object that somebody deleted", async () => {
      await assert.rejects(
        update(inputs, false),
        /Could not update Secret n\/a \(v1\): it is gone.*pulumi refresh/,
      );
      assert.deepEqual(sent("PATCH"), []);
    });

    it("reports the conflict with another manager", async () => {
      api.put(path, live);
      const message = 'Apply failed with 1 conflict: conflict with "kubectl": .data.q';
      api.intercept = (request) =>
        request.method === "PATCH" ? refusal(409, "Conflict", { message }) : undefined;
      await assert.rejects(
        update(inputs, false),
        /409 Conflict: Apply failed with 1 conflict: conflict with "kubectl"/,
      );
    });
  });

  describe("read", () => {
    const read = async (id: string, type = secretType) => session.read({ type, id, inputs: {}, outputs: {} });

    it("imports an object, its contents secret", async () => {
      api.put(path, { ...live, data: { p: "eA==" } });
      const found = await read("n/a");
      assert.deepEqual(found?.inputs, { ...live, data: asSecret({ p: "eA==" }) });
      assert.deepEqual(found.outputs.data, asSecret({ p: "eA==" }));
    });

    it("finds nothing when the object or its whole kind is gone", async () => {
      assert.equal(await read("n/a"), undefined);
      assert.equal(await read("n/a", "kubernetes:example.com/v1:Tool"), undefined);
    });

    it("does not take a refusal for an absence", async () => {
      api.intercept = (request) => (request.path === path ? refusal(403, "Forbidden") : undefined);
      await assert.rejects(read("n/a"), /Could not read Secret n\/a \(v1\).*403 Forbidden/);
      const discovery = kubernetes(undefined).openSession();
      discovery.configure({ kubeconfig: api.kubeconfig });
      api.intercept = () => refusal(503, "ServiceUnavailable");
      await assert.rejects(discovery.read({ type: secretType, id: "n/a", inputs: {}, outputs: {} }), /503/);
    });
  });

  describe("delete", () => {
    it("deletes in the background and waits until the object is gone", async () => {
      api.put(path, live);
      await remove();
      assert.equal(sent("DELETE")[0]?.body?.propagationPolicy, "Background");
      assert.equal(sent("GET").at(-1)?.path, path);
    });

    it("takes what is gone for deleted", async () => {
      await remove();
      assert.deepEqual(sent("DELETE"), []);
    });

    it("names the finalizers that still hold the object", async () => {
      const metadata = { ...(live.metadata as PlainObject), finalizers: ["example.com/keep"] };
      api.put(path, { ...live, metadata, spec: { finalizers: ["kubernetes"] } });
      api.intercept = (request) => (request.method === "DELETE" ? { status: 200, body: {} } : undefined);
      await assert.rejects(
        remove(),
        /still there after 1 s: held by the finalizers example\.com\/keep, kubernetes/,
      );
    });

    it("goes on waiting for a deletion that is under way", async () => {
      const metadata = { ...(live.metadata as PlainObject), deletionTimestamp: "now" };
      api.put(path, { ...live, metadata });
      api.intercept = (request) => {
        if (request.method !== "DELETE") return undefined;
        setTimeout(() => api.objects.delete(path), 20);
        return refusal(409, "Conflict");
      };
      await remove();
    });

    it("reports a conflict that is no deletion", async () => {
      api.put(path, live);
      api.intercept = (request) => (request.method === "DELETE" ? refusal(409, "Conflict") : undefined);
      await assert.rejects(remove(), /Could not delete Secret n\/a \(v1\).*409 Conflict/);
    });

    it("shows why an admission policy refuses it", async () => {
      api.put(path, live);
      const message = "ValidatingAdmissionPolicy 'guard' denied request: protected";
      api.intercept = (request) =>
        request.method === "DELETE" ? refusal(422, "Invalid", { message }) : undefined;
      await assert.rejects(
        remove(),
        /422 Invalid: ValidatingAdmissionPolicy 'guard' denied request: protected/,
      );
    });

    it("does not mistake another object of the same name for the deleted one", async () => {
      api.put(path, live);
      api.intercept = (request) => {
        if (request.method === "DELETE") api.put(path, live);
        return request.method === "DELETE" ? { status: 200, body: {} } : undefined;
      };
      await remove();
      assert.equal(api.objects.size, 1);
    });

    it("propagates as the annotation says, and refuses an annotation it cannot read", async () => {
      const annotated = (policy: string): Properties => {
        const annotations = { "pulumi.com/deletionPropagationPolicy": policy };
        return { ...inputs, metadata: { name: "a", namespace: "n", annotations } };
      };
      api.put(path, live);
      await remove(1, annotated("orphan"));
      assert.equal(sent("DELETE")[0]?.body?.propagationPolicy, "Orphan");
      api.put(path, live);
      await assert.rejects(remove(1, annotated("all")), /says all\. Write background, foreground or orphan/);
    });
  });
});
