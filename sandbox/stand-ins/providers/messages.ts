/**
 * Translates between the protocol's messages and the operations of a session.
 */

import { basename } from "node:path";

import { Metadata, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";

import { Code, ProviderError } from "./errors";
import { ChangeKind } from "./protocol";
import type * as protocol from "./protocol";
import { decode, encode } from "./wire";

const { Mode } = rpc.CheckRequest.AutonamingOptions;
const { Kind } = rpc.PropertyDiff;

const kinds = {
  [ChangeKind.Add]: { keep: Kind.ADD, replace: Kind.ADD_REPLACE },
  [ChangeKind.Delete]: { keep: Kind.DELETE, replace: Kind.DELETE_REPLACE },
  [ChangeKind.Update]: { keep: Kind.UPDATE, replace: Kind.UPDATE_REPLACE },
} as const;

function autonaming(request: rpc.CheckRequest): protocol.Autonaming | undefined {
  const options = request.getAutonaming();
  if (options === undefined) {
    return undefined;
  }
  const mode = options.getMode();
  return {
    mode: mode === Mode.DISABLE ? "disable" : mode === Mode.ENFORCE ? "enforce" : "propose",
    proposedName: options.getProposedName(),
  };
}

export function checkRequest(request: rpc.CheckRequest): protocol.CheckRequest {
  return {
    type: request.getType(),
    name: request.getName(),
    olds: decode(request.getOlds()),
    news: decode(request.getNews()),
    randomSeed: request.getRandomseed_asU8(),
    autonaming: autonaming(request),
  };
}

export function checkResponse(result: protocol.CheckResult): rpc.CheckResponse {
  const failures = result.failures.map((item) =>
    new rpc.CheckFailure().setProperty(item.property).setReason(item.reason),
  );
  return new rpc.CheckResponse().setInputs(encode(result.inputs)).setFailuresList(failures);
}

export function diffRequest(request: rpc.DiffRequest): protocol.DiffRequest {
  return {
    type: request.getType(),
    oldInputs: decode(request.getOldInputs()),
    oldOutputs: decode(request.getOlds()),
    news: decode(request.getNews()),
  };
}

/** Writes what changed, with the detailed diff that `pulumi preview --diff` shows. */
export function diffResponse(result: protocol.DiffResult): rpc.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse()
    .setChanges(result.changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    // The summary of a preview knows top-level properties only; the paths are in the detailed diff.
    .setDiffsList([...new Set(result.changes.map((change) => change.path.split(/[.[]/, 1)[0] ?? ""))])
    .setReplacesList(result.changes.filter((change) => change.replace).map((change) => change.path))
    .setDeletebeforereplace(result.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const change of result.changes) {
    const kind = kinds[change.kind][change.replace ? "replace" : "keep"];
    response.getDetaileddiffMap().set(change.path, new rpc.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

export function createRequest(request: rpc.CreateRequest): protocol.CreateRequest {
  return {
    type: request.getType(),
    inputs: decode(request.getProperties()),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
}

export function readRequest(request: rpc.ReadRequest): protocol.ReadRequest {
  return {
    type: request.getType(),
    id: request.getId(),
    inputs: decode(request.getInputs()),
    outputs: decode(request.getProperties()),
  };
}

/** Writes what exists; an empty id tells the engine that the resource is gone. */
export function readResponse(id: string, result: protocol.ReadResult): rpc.ReadResponse {
  if (result === undefined) {
    return new rpc.ReadResponse().setId("");
  }
  return new rpc.ReadResponse()
    .setId(id)
    .setInputs(encode(result.inputs))
    .setProperties(encode(result.outputs));
}

export function updateRequest(request: rpc.UpdateRequest): protocol.UpdateRequest {
  return {
    type: request.getType(),
    id: request.getId(),
    oldOutputs: decode(request.getOlds()),
    news: decode(request.getNews()),
    preview: request.getPreview(),
    timeout: request.getTimeout(),
  };
}

export function deleteRequest(request: rpc.DeleteRequest): protocol.DeleteRequest {
  return {
    type: request.getType(),
    id: request.getId(),
    inputs: decode(request.getOldInputs()),
    outputs: decode(request.getProperties()),
    timeout: request.getTimeout(),
  };
}

function reply(code: Code, message: string, metadata = new Metadata()): ServiceError {
  return Object.assign(new Error(message), { code, details: message, metadata });
}

/** Tells the engine that the resource exists, so that it enters the state although the operation failed. */
function partialDetail(error: ProviderError): Metadata {
  const metadata = new Metadata();
  if (error.partial === undefined) {
    return metadata;
  }
  const detail = new ErrorResourceInitFailed()
    .setId(error.partial.id)
    .setProperties(encode(error.partial.outputs))
    .setReasonsList([error.message]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status().setCode(error.code).setMessage(error.message).setDetailsList([any]);
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}

/** Where the error was thrown, as `file.ts:line`; never its message, which may quote a value. */
function placeOf(error: unknown): string {
  const frame = error instanceof Error ? /\(?([^()\s]+:\d+):\d+\)?$/m.exec(error.stack ?? "") : null;
  return frame?.[1] === undefined ? "an unknown place" : basename(frame[1]);
}

/**
 * The gRPC form of an error. The message of a ProviderError is shown; any other error is a bug of the stand-in, and
 * only its place is shown.
 */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ProviderError) {
    return reply(error.code, error.message, partialDetail(error));
  }
  const name = error instanceof Error ? error.name : typeof error;
  return reply(
    Code.Unknown,
    `The stand-in provider failed with ${name} at ${placeOf(error)}. This is a bug in it.`,
  );
}
