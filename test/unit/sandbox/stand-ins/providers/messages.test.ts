import assert from "node:assert/strict";

import { status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

import { Code, failure, ProviderError, unsupported } from "../../../../../sandbox/stand-ins/providers/errors";
import { toServiceError } from "../../../../../sandbox/stand-ins/providers/messages";
import { asSecret } from "../../../../../sandbox/stand-ins/providers/values";
import { decode } from "../../../../../sandbox/stand-ins/providers/wire";

describe("service error", () => {
  it("says what a provider says", () => {
    const error = toServiceError(failure(Code.NotFound, "it is gone"));
    assert.equal(error.code, status.NOT_FOUND);
    assert.equal(error.details, "it is gone");
  });

  it("names the official plugin for what a stand-in cannot do", () => {
    assert.match(
      unsupported("The component x", "kubernetes").message,
      /^The component x is not supported by the stand-in.*pulumi plugin install resource kubernetes/,
    );
  });

  it("never repeats the message of an unexpected error, only where it came from", () => {
    const error = toServiceError(new SyntaxError('Unexpected token h, "hunter2" is not JSON'));
    assert.doesNotMatch(error.details, /hunter2/);
    assert.match(error.details, /SyntaxError at messages\.test\.ts:\d+/);
    assert.doesNotMatch(error.details, /\//);
  });

  it("hands over what exists although the operation failed, secrets marked", () => {
    const partial = { id: "ns/name", outputs: { data: asSecret("x") } };
    const error = toServiceError(new ProviderError(Code.DeadlineExceeded, "not ready", partial));
    const [bytes] = error.metadata.get("grpc-status-details-bin");
    const [any] = Status.deserializeBinary(bytes as Buffer).getDetailsList();
    assert.equal(any?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
    const detail = ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
    assert.equal(detail.getId(), "ns/name");
    assert.deepEqual(detail.getReasonsList(), ["not ready"]);
    assert.deepEqual(decode(detail.getProperties()), partial.outputs);
  });
});
