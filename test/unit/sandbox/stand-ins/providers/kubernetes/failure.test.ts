import assert from "node:assert/strict";

import { ApiFailure, NoAnswer } from "../../../../../../sandbox/cluster/client";
import { Code, ProviderError } from "../../../../../../sandbox/stand-ins/providers/errors";
import {
  answerOf,
  explain,
  secretsOf,
} from "../../../../../../sandbox/stand-ins/providers/kubernetes/failure";
import { asSecret } from "../../../../../../sandbox/stand-ins/providers/values";

const task = "create Secret n/a (v1)";

function explained(error: unknown, secrets: string[] = []): ProviderError {
  const known = explain(error, task, secrets);
  assert.ok(known instanceof ProviderError);
  return known;
}

describe("API failures", () => {
  it("name the object, the reason and the message", () => {
    const refusal = new ApiFailure(404, { reason: "NotFound", message: 'namespaces "n" not found' });
    const { code, message } = explained(refusal);
    assert.equal(code, Code.NotFound);
    assert.equal(
      message,
      `Could not ${task}: the API server answered 404 NotFound: namespaces "n" not found`,
    );
  });

  it("withhold a message that may quote a secret, and still say which field it is about", () => {
    const refusal = new ApiFailure(422, {
      reason: "Invalid",
      message: 'Secret "a" is invalid: data[p]: Invalid value: "hunter2"',
      details: { causes: [{ field: "data[p]", message: 'Invalid value: "hunter2"' }] },
    });
    const { message } = explained(refusal, ["hunter2"]);
    assert.doesNotMatch(message, /hunt/);
    assert.match(message, /422 Invalid .*withheld.*it concerns data\[p\]$/);
  });

  it("withhold the field too when its name may quote a secret", () => {
    const refusal = new ApiFailure(422, {
      reason: "Invalid",
      message: "hunter2",
      details: { causes: [{ field: "x[hunter2]" }] },
    });
    assert.equal(
      answerOf(refusal, ["hunter2"]),
      "422 Invalid (its message is withheld, because it may quote a secret)",
    );
  });

  it("withhold a message that quotes a secret number", () => {
    // kube-apiserver 1.36 answers so to a Secret with a number in its data.
    const refusal = new ApiFailure(500, {
      message: ".data.p: expected string, got &value.valueUnstructured{Value:12345678}",
    });
    assert.doesNotMatch(answerOf(refusal, secretsOf({ data: asSecret({ p: 12345678 }) })), /1234/);
  });

  it("say when nobody answered, and that the outcome is open", () => {
    const { code, message } = explained(new NoAnswer("ECONNREFUSED"));
    assert.equal(code, Code.Unknown);
    assert.match(message, /did not answer \(ECONNREFUSED\).*pulumi refresh/);
    assert.equal(explained(new ApiFailure(504, { reason: "Timeout" })).code, Code.Unknown);
  });

  it("say when the user cancelled, which leaves the outcome open too", () => {
    const { code, message } = explained(new NoAnswer("cancelled"));
    assert.equal(code, Code.Unknown);
    assert.match(message, /^Cancelled: could not create/);
  });

  it("leave every other error alone", () => {
    const other = new TypeError("bug");
    assert.equal(explain(other, task, []), other);
  });

  it("collect the secrets of inputs and outputs once each", () => {
    assert.deepEqual(secretsOf({ a: asSecret("x") }, { b: [asSecret("x"), asSecret("y")] }), ["x", "y"]);
  });
});
