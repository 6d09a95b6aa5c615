/** The operations of a Pulumi provider on decoded values, without gRPC. */

import { readFileSync } from "node:fs";

import type { OpenObject, Properties } from "./values";

/** A property that the provider refuses; the reason says what to write instead. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** A custom name that the engine asks for, from the stack's `pulumi:autonaming` configuration. */
export interface Autonaming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly proposedName: string;
}

export interface CheckRequest {
  readonly type: string;
  readonly name: string;
  /** The inputs of the last deployment; empty for a new resource. */
  readonly olds: Properties;
  readonly news: Properties;
  readonly randomSeed: Uint8Array;
  readonly autonaming: Autonaming | undefined;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export const ChangeKind = { Add: "add", Delete: "delete", Update: "update" } as const;
export type ChangeKind = (typeof ChangeKind)[keyof typeof ChangeKind];

/** One changed input. The path is in Pulumi's notation, as in `metadata.annotations["a/b"]`. */
export interface Change {
  readonly path: string;
  readonly kind: ChangeKind;
  readonly replace: boolean;
}

export interface DiffResult {
  readonly changes: readonly Change[];
  readonly deleteBeforeReplace: boolean;
}

export interface DiffRequest {
  readonly type: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
}

export interface CreateRequest {
  readonly type: string;
  readonly inputs: Properties;
  readonly preview: boolean;
  /** Seconds; 0 stands for the provider's default. */
  readonly timeout: number;
}

export interface CreateResult {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface ReadRequest {
  readonly type: string;
  readonly id: string;
  /** Empty on import. */
  readonly inputs: Properties;
  /** Empty on import. */
  readonly outputs: Properties;
}

/** What exists, or undefined for an object that is gone. */
export type ReadResult = { readonly inputs: Properties; readonly outputs: Properties } | undefined;

export interface UpdateRequest {
  readonly type: string;
  readonly id: string;
  readonly oldOutputs: Properties;
  readonly news: Properties;
  readonly preview: boolean;
  /** Seconds; 0 stands for the provider's default. */
  readonly timeout: number;
}

export interface DeleteRequest {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Seconds; 0 stands for the provider's default. */
  readonly timeout: number;
}

/**
 * One provider of one deployment. The engine opens a connection for each provider of the program, so two providers
 * with different configurations are two sessions.
 */
export interface Session {
  /** Refuses a configuration that the stand-in does not support. Values may still be unknown. */
  checkConfig(inputs: OpenObject): readonly CheckFailure[];
  /** The changed properties of the provider's configuration; a replaced provider replaces all its resources. */
  diffConfig(olds: OpenObject, news: OpenObject): DiffResult;
  configure(inputs: OpenObject): void;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<CreateResult>;
  read(request: ReadRequest): Promise<ReadResult>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  /** Ends the work in flight; nothing is asked of the session afterwards. */
  cancel(): void;
}

/** A stand-in for one official plugin. */
export interface StandIn {
  /** The package name: `kubernetes`, `random` or `tls`. */
  readonly name: string;
  /** The version of the installed SDK, whose resources the stand-in serves. */
  readonly version: string;
  openSession(): Session;
}

/**
 * The version of an installed SDK, whose resources a stand-in serves. The engine warns when a provider is older.
 *
 * @throws Error when the package is not installed or its package.json has no version
 */
export function versionOf(packageName: string): string {
  const file = require.resolve(`${packageName}/package.json`);
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
  if (typeof version !== "string") {
    throw new Error(`${packageName}/package.json has no version`);
  }
  return version;
}
