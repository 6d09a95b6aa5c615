/**
 * Resources that live in Pulumi's state alone: generated once, kept until an input changes, then replaced.
 */
import { Code, failure, unsupported } from "./errors";
import { ChangeKind } from "./protocol";
import type * as protocol from "./protocol";
import {
  asSecret,
  equal,
  markLike,
  open,
  plain,
  unknown,
  type OpenObject,
  type PlainObject,
  type Properties,
} from "./values";

export interface Generator {
  /** The known inputs. Others are refused: a misspelt input would silently weaken the value. */
  readonly inputs: readonly string[];
  check(inputs: OpenObject): readonly protocol.CheckFailure[];
  /** The inputs with the official defaults, so that writing a default out is no change. */
  complete(inputs: OpenObject): OpenObject;
  /** The outputs that only creation knows. */
  readonly outputs: readonly string[];
  /** The outputs that are secret. */
  readonly secretOutputs: readonly string[];
  generate(inputs: PlainObject): Promise<{ readonly id: string; readonly outputs: PlainObject }>;
}

export type Generators = Readonly<Record<string, Generator>>;

/** The engine's own entries beside the inputs start with two underscores. */
function withoutInternal<T>(properties: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

function unknownInputs(generator: Generator, inputs: Properties): protocol.CheckFailure[] {
  return Object.keys(inputs)
    .filter((key) => !generator.inputs.includes(key))
    .map((key) => ({
      property: key,
      reason: `There is no input "${key}". The inputs are ${generator.inputs.join(", ")}.`,
    }));
}

/** A provider of generated resources. It has no configuration and talks to no server. */
export class GeneratedSession implements protocol.Session {
  private readonly package: string;
  private readonly generators: Generators;

  constructor(packageName: string, generators: Generators) {
    this.package = packageName;
    this.generators = generators;
  }

  private generator(type: string): Generator {
    const generator = this.generators[type];
    if (generator === undefined) {
      throw unsupported(`The resource ${type}`, this.package);
    }
    return generator;
  }

  checkConfig(inputs: OpenObject): readonly protocol.CheckFailure[] {
    const settings = Object.keys(withoutInternal(inputs)).filter((key) => key !== "version");
    return settings.map((key) => ({
      property: key,
      reason: unsupported(`The setting ${key}`, this.package).message,
    }));
  }

  diffConfig(): protocol.DiffResult {
    return { changes: [], deleteBeforeReplace: false };
  }

  configure(inputs: OpenObject): void {
    const [first] = this.checkConfig(inputs);
    if (first !== undefined) {
      throw failure(Code.InvalidArgument, first.reason);
    }
  }

  async check(request: protocol.CheckRequest): Promise<protocol.CheckResult> {
    const generator = this.generator(request.type);
    const inputs = withoutInternal(request.news);
    const failures = [...unknownInputs(generator, inputs), ...generator.check(open(inputs))];
    return Promise.resolve({ inputs, failures });
  }

  async diff(request: protocol.DiffRequest): Promise<protocol.DiffResult> {
    const generator = this.generator(request.type);
    const olds = generator.complete(open(withoutInternal(request.oldInputs)));
    const news = generator.complete(open(request.news));
    const changes = generator.inputs
      .filter((key) => !(olds[key] === undefined && news[key] === undefined) && !equal(olds[key], news[key]))
      .map((key) => {
        const kind =
          olds[key] === undefined
            ? ChangeKind.Add
            : news[key] === undefined
              ? ChangeKind.Delete
              : ChangeKind.Update;
        return { path: key, kind, replace: true };
      });
    return Promise.resolve({ changes, deleteBeforeReplace: false });
  }

  async create(request: protocol.CreateRequest): Promise<protocol.CreateResult> {
    const generator = this.generator(request.type);
    const inputs = generator.complete(open(request.inputs));
    const known = markLike(inputs, request.inputs);
    if (request.preview) {
      const later = Object.fromEntries(generator.outputs.map((key) => [key, unknown]));
      return { id: "", outputs: { ...known, ...later } };
    }
    const made = await generator.generate(plain(inputs));
    const secrets = Object.fromEntries(
      generator.secretOutputs.map((key) => [key, asSecret(made.outputs[key] ?? null)]),
    );
    return { id: made.id, outputs: { ...known, ...made.outputs, ...secrets } };
  }

  async read(request: protocol.ReadRequest): Promise<protocol.ReadResult> {
    const generator = this.generator(request.type);
    if (generator.outputs.every((key) => request.outputs[key] === undefined)) {
      throw unsupported(`Importing ${request.type}`, this.package);
    }
    return Promise.resolve({ inputs: request.inputs, outputs: request.outputs });
  }

  async update(request: protocol.UpdateRequest): Promise<Properties> {
    return Promise.reject(
      failure(
        Code.FailedPrecondition,
        `${request.type} is replaced when it changes; it has no update in place.`,
      ),
    );
  }

  async delete(request: protocol.DeleteRequest): Promise<void> {
    this.generator(request.type);
    return Promise.resolve();
  }

  cancel(): void {
    // Nothing is in flight for longer than one generation.
  }
}
