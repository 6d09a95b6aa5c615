import assert from "node:assert/strict";

import { Code, type ProviderError } from "../../../../../../sandbox/stand-ins/providers/errors";
import {
  asSecret,
  isSecret,
  unknown,
  type Properties,
} from "../../../../../../sandbox/stand-ins/providers/values";
import { refusal } from "./fake-api";
import { inputs, live, path, useSession } from "./session";

describe("kubernetes stand-in", () => {
  const test = useSession();

  describe("create", () => {
    it("applies on the server's side under a stable name, and keeps the secret marked", async () => {
      const { id, outputs } = await test().create(inputs);
      assert.equal(id, "n/a");
      assert.deepEqual(outputs.data, asSecret({ p: "aHVudGVyMg==" }));
      const [patch] = test().sent("PATCH");
      assert.equal(patch?.path, path);
      assert.equal(patch.contentType, "application/apply-patch+yaml");
      assert.match(patch.query.get("fieldManager") ?? "", /^pulumi-kubernetes-[0-9a-f]{8}$/);
      assert.equal(patch.query.get("force"), "false");
      assert.equal(patch.query.get("dryRun"), null);
    });

    it("keeps the case of names: the API server does", async () => {
      const role = {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "My:Role" },
      };
      await test().create(role, false, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
      assert.equal(
        test().sent("PATCH")[0]?.path,
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/My%3ARole",
      );
    });

    it("sends the object itself, not one of its subresources", async () => {
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } };
      assert.equal((await test().create(namespace, false, "kubernetes:core/v1:Namespace")).id, "n");
      assert.equal(test().sent("PATCH")[0]?.path, "/api/v1/namespaces/n");
    });

    it("takes over other managers' fields only when the object says so", async () => {
      const metadata = { name: "a", namespace: "n", annotations: { "pulumi.com/patchForce": "true" } };
      await test().create({ ...inputs, metadata });
      assert.equal(test().sent("PATCH")[0]?.query.get("force"), "true");
    });

    it("refuses an object that exists, without touching it", async () => {
      test().api.put(path, live);
      await assert.rejects(test().create(inputs), (error: ProviderError) => {
        assert.equal(error.code, Code.AlreadyExists);
        assert.match(
          error.message,
          /Secret n\/a \(v1\): it already exists.*pulumi import kubernetes:core\/v1:Secret/,
        );
        return true;
      });
      assert.deepEqual(test().sent("PATCH"), []);
    });

    it("refuses an object that somebody else created a moment before", async () => {
      test().api.intercept = (request) =>
        request.method === "PATCH" ? { status: 200, body: live } : undefined;
      await assert.rejects(test().create(inputs), /already exists/);
    });

    it("adopts it when the provider says so", async () => {
      test().session.configure({
        kubeconfig: test().api.kubeconfig,
        upsertExistingObjects: "true",
        enablePatchForce: "true",
      });
      test().api.put(path, live);
      assert.equal((await test().create(inputs)).id, "n/a");
      assert.equal(test().sent("PATCH")[0]?.query.get("force"), "true");
    });

    it("tries again while the namespace is on its way", async () => {
      const missing = refusal(404, "NotFound", { details: { kind: "namespaces" } });
      test().api.intercept = (request) =>
        request.method === "PATCH" && test().sent("PATCH").length === 1 ? missing : undefined;
      assert.equal((await test().create(inputs)).id, "n/a");
      assert.equal(test().sent("PATCH").length, 2);
    });

    it("keeps what was created but never became ready", async () => {
      const metadata = {
        name: "a",
        namespace: "n",
        annotations: { "pulumi.com/waitFor": "condition=Ready" },
      };
      await assert.rejects(test().create({ ...inputs, metadata }), (error: ProviderError) => {
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
      test().api.intercept = (request) =>
        request.method === "PATCH" ? refusal(422, "Invalid", { message }) : undefined;
      await assert.rejects(test().create(inputs), (error: Error) => {
        assert.doesNotMatch(error.message, /hunter/);
        assert.match(error.message, /Could not create Secret n\/a \(v1\).*422 Invalid/);
        return true;
      });
    });

    it("never repeats a page that is no Kubernetes answer", async () => {
      test().api.intercept = (request) =>
        request.method === "PATCH" ? { status: 502, body: "<p>hunter2</p>" } : undefined;
      await assert.rejects(test().create(inputs), /answered 502$/);
    });

    it("stops when it is cancelled", async () => {
      test().api.intercept = (request) =>
        request.method === "PATCH" ? new Promise(() => undefined) : undefined;
      const stopped = assert.rejects(test().create(inputs), /Cancelled: could not create Secret n\/a/);
      setTimeout(() => {
        test().session.cancel();
      }, 50);
      await stopped;
    });
  });

  describe("preview of a creation", () => {
    it("asks the API server, and changes nothing", async () => {
      const { id, outputs } = await test().create(inputs, true);
      assert.equal(id, "");
      assert.equal(test().sent("PATCH")[0]?.query.get("dryRun"), "All");
      assert.equal((outputs.metadata as Properties).uid, unknown);
      assert.equal(test().api.objects.size, 0);
    });

    it("echoes the inputs when something is unknown, not served or still there", async () => {
      const later = { ...inputs, data: asSecret({ p: unknown }) };
      assert.deepEqual(await test().create(later, true), { id: "", outputs: later });
      const custom = { apiVersion: "example.com/v1", kind: "Tool", metadata: { name: "a" } };
      assert.deepEqual((await test().create(custom, true, "kubernetes:example.com/v1:Tool")).outputs, custom);
      test().api.put(path, live);
      assert.deepEqual((await test().create(inputs, true)).outputs, inputs);
      assert.deepEqual(test().sent("PATCH"), []);
    });

    it("echoes the inputs when the namespace is not there yet or a webhook takes no dry run", async () => {
      const answers = [
        refusal(404, "NotFound", { details: { kind: "namespaces" } }),
        refusal(400, "BadRequest", { message: 'admission webhook "x" does not support dry run' }),
      ];
      for (const answer of answers) {
        test().api.intercept = (request) => (request.method === "PATCH" ? answer : undefined);
        assert.deepEqual((await test().create(inputs, true)).outputs, inputs);
      }
    });

    it("fails when the API server would refuse the object", async () => {
      test().api.intercept = (request) =>
        request.method === "PATCH" ? refusal(403, "Forbidden") : undefined;
      await assert.rejects(
        test().create(inputs, true),
        /Could not preview the creation of Secret n\/a.*403 Forbidden/,
      );
    });
  });
});
