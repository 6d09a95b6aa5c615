/**
 * Turns an error into the answer of a gRPC call.
 */
import { basename } from "node:path";
import { Metadata } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Code, ProviderError } from "./errors";
import { encode } from "./wire";

function reply(code: Code, message: string, metadata = new Metadata()): ServiceError {
  return Object.assign(new Error(message), { code, details: message, metadata });
}

/** Tells the engine that the resource exists, so that it goes into the state although the operation failed. */
function partialDetail(error: ProviderError): Metadata {
  const metadata = new Metadata();
  if (error.partial === undefined) return metadata;
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

/** The gRPC form of an error. What a ProviderError says is shown; any other error is a bug and only its place is. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ProviderError) return reply(error.code, error.message, partialDetail(error));
  const name = error instanceof Error ? error.name : typeof error;
  return reply(
    Code.Unknown,
    `The stand-in provider failed with ${name} at ${placeOf(error)}. This is a bug in it.`,
  );
}
