import assert from "node:assert/strict";

import {
  asSecret,
  isSecret,
  unknown,
  type Properties,
} from "../../../../../../sandbox/stand-ins/providers/values";
import { refusal } from "./fake-api";
import { inputs, live, path, secretType, useSession } from "./session";

describe("kubernetes stand-in", () => {
  const test = useSession();

  describe("update", () => {
    const update = async (news: Properties, preview: boolean) =>
      test().session.update({
        type: secretType,
        id: "n/a",
        oldOutputs: { __fieldManager: "old" },
        news,
        preview,
        timeout: 1,
      });

    it("applies under the name that the state knows", async () => {
      test().api.put(path, live);
      const outputs = await update(inputs, false);
      assert.equal(test().sent("PATCH")[0]?.query.get("fieldManager"), "old");
      assert.equal(outputs.__fieldManager, "old");
      assert.ok(isSecret(outputs.data));
    });

    it("asks for a dry run in a preview", async () => {
      test().api.put(path, live);
      assert.equal(((await update(inputs, true)).metadata as Properties).resourceVersion, unknown);
      assert.equal(test().sent("PATCH")[0]?.query.get("dryRun"), "All");
      const later = { ...inputs, data: unknown };
      assert.deepEqual(await update(later, true), later);
    });

    it("does not bring back an object that somebody deleted", async () => {
      await assert.rejects(
        update(inputs, false),
        /Could not update Secret n\/a \(v1\): it is gone.*pulumi refresh/,
      );
      assert.deepEqual(test().sent("PATCH"), []);
    });

    it("reports the conflict with another manager", async () => {
      test().api.put(path, live);
      const message = 'Apply failed with 1 conflict: conflict with "kubectl": .data.q';
      test().api.intercept = (request) =>
        request.method === "PATCH" ? refusal(409, "Conflict", { message }) : undefined;
      await assert.rejects(
        update(inputs, false),
        /409 Conflict: Apply failed with 1 conflict: conflict with "kubectl"/,
      );
    });
  });

  describe("read", () => {
    const read = async (id: string, type = secretType) =>
      test().session.read({ type, id, inputs: {}, outputs: {} });

    it("imports an object, its contents secret", async () => {
      test().api.put(path, { ...live, data: { p: "eA==" } });
      const found = await read("n/a");
      assert.deepEqual(found?.inputs, { ...live, data: asSecret({ p: "eA==" }) });
      assert.deepEqual(found.outputs.data, asSecret({ p: "eA==" }));
    });

    it("finds nothing when the object or its whole kind is gone", async () => {
      assert.equal(await read("n/a"), undefined);
      assert.equal(await read("n/a", "kubernetes:example.com/v1:Tool"), undefined);
    });

    it("does not take a refusal for an absence", async () => {
      test().api.intercept = (request) => (request.path === path ? refusal(403, "Forbidden") : undefined);
      await assert.rejects(read("n/a"), /Could not read Secret n\/a \(v1\).*403 Forbidden/);
      const discovery = test().open();
      discovery.configure({ kubeconfig: test().api.kubeconfig });
      test().api.intercept = () => refusal(503, "ServiceUnavailable");
      await assert.rejects(discovery.read({ type: secretType, id: "n/a", inputs: {}, outputs: {} }), /503/);
    });
  });
});
