import assert from "node:assert/strict";

import type { PlainObject, Properties } from "../../../../../../sandbox/stand-ins/providers/values";
import { refusal } from "./fake-api";
import { inputs, live, path, useSession } from "./session";

describe("kubernetes stand-in", () => {
  const test = useSession();

  describe("delete", () => {
    it("deletes in the background and waits until the object is gone", async () => {
      test().api.put(path, live);
      await test().remove();
      assert.equal(test().sent("DELETE")[0]?.body?.propagationPolicy, "Background");
      assert.equal(test().sent("GET").at(-1)?.path, path);
    });

    it("takes what is gone for deleted", async () => {
      await test().remove();
      assert.deepEqual(test().sent("DELETE"), []);
    });

    it("names the finalizers that still hold the object", async () => {
      const metadata = { ...(live.metadata as PlainObject), finalizers: ["example.com/keep"] };
      test().api.put(path, { ...live, metadata, spec: { finalizers: ["kubernetes"] } });
      test().api.intercept = (request) =>
        request.method === "DELETE" ? { status: 200, body: {} } : undefined;
      await assert.rejects(
        test().remove(),
        /still there after 1 s: held by the finalizers example\.com\/keep, kubernetes/,
      );
    });

    it("goes on waiting for a deletion that is under way", async () => {
      const metadata = { ...(live.metadata as PlainObject), deletionTimestamp: "now" };
      test().api.put(path, { ...live, metadata });
      test().api.intercept = (request) => {
        if (request.method !== "DELETE") {
          return undefined;
        }
        setTimeout(() => test().api.objects.delete(path), 20);
        return refusal(409, "Conflict");
      };
      await test().remove();
    });

    it("reports a conflict that is no deletion", async () => {
      test().api.put(path, live);
      test().api.intercept = (request) =>
        request.method === "DELETE" ? refusal(409, "Conflict") : undefined;
      await assert.rejects(test().remove(), /Could not delete Secret n\/a \(v1\).*409 Conflict/);
    });

    it("shows why an admission policy refuses it", async () => {
      test().api.put(path, live);
      const message = "ValidatingAdmissionPolicy 'guard' denied request: protected";
      test().api.intercept = (request) =>
        request.method === "DELETE" ? refusal(422, "Invalid", { message }) : undefined;
      await assert.rejects(
        test().remove(),
        /422 Invalid: ValidatingAdmissionPolicy 'guard' denied request: protected/,
      );
    });

    it("does not mistake another object of the same name for the deleted one", async () => {
      test().api.put(path, live);
      test().api.intercept = (request) => {
        if (request.method === "DELETE") {
          test().api.put(path, live);
        }
        return request.method === "DELETE" ? { status: 200, body: {} } : undefined;
      };
      await test().remove();
      assert.equal(test().api.objects.size, 1);
    });

    it("propagates as the annotation says, and refuses an annotation it cannot read", async () => {
      const annotated = (policy: string): Properties => {
        const annotations = { "pulumi.com/deletionPropagationPolicy": policy };
        return { ...inputs, metadata: { name: "a", namespace: "n", annotations } };
      };
      test().api.put(path, live);
      await test().remove(annotated("orphan"));
      assert.equal(test().sent("DELETE")[0]?.body?.propagationPolicy, "Orphan");
      test().api.put(path, live);
      await assert.rejects(test().remove(annotated("all")), /is all\. Set background, foreground or orphan/);
    });
  });
});
