/** The errors that a provider answers with. */
import { status } from "@grpc/grpc-js";

import type { Properties } from "./values";

/**
 * Why a request failed. Every code but Unknown tells the engine that the state of the resource is known; Unknown
 * leaves a pending operation in the state, which somebody has to resolve.
 */
export const Code = {
  InvalidArgument: status.INVALID_ARGUMENT,
  NotFound: status.NOT_FOUND,
  AlreadyExists: status.ALREADY_EXISTS,
  FailedPrecondition: status.FAILED_PRECONDITION,
  DeadlineExceeded: status.DEADLINE_EXCEEDED,
  Unimplemented: status.UNIMPLEMENTED,
  Unknown: status.UNKNOWN,
} as const;
export type Code = (typeof Code)[keyof typeof Code];

/** A resource that exists although the operation on it failed. */
export interface Partial {
  readonly id: string;
  readonly outputs: Properties;
}

/**
 * The one error class of the stand-ins. Its message is shown to users: it names the input and says what to do
 * instead.
 */
export class ProviderError extends Error {
  readonly code: Code;
  /** Set when the object exists anyway, so that the engine keeps it in its state. */
  readonly partial: Partial | undefined;

  constructor(code: Code, message: string, partial?: Partial) {
    super(message);
    this.name = "ProviderError";
    this.code = code;
    this.partial = partial;
  }
}

export function failure(code: Code, message: string): ProviderError {
  return new ProviderError(code, message);
}

/** The error for what only the official plugin supports. */
export function unsupported(what: string, provider: string): ProviderError {
  return failure(
    Code.Unimplemented,
    `${what} is not supported by the stand-in of the ${provider} provider. ` +
      `Install the official plugin (pulumi plugin install resource ${provider}) and run without the stand-in.`,
  );
}
