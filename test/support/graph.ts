import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

import { answerHooks } from "./hooks";
import { isSecret, isUnknown, secretValue } from "./wire";

/** One resource as the program asked the engine to register it: the request itself, before any mock answers. */
export interface Registration {
  type: string;
  name: string;
  urn: string;
  parent: string;
  dependencies: string[];
  /** URNs under which an earlier version may have registered it. */
  aliases: string[];
  protect: boolean;
  retainOnDelete: boolean;
  provider: string;
  /** The inputs on the wire: secrets and unknowns still carry their signatures. */
  inputs: Record<string, unknown>;
}

/** How the graph is recorded. */
export interface GraphOptions {
  stack?: string;
  preview?: boolean;
  /** The project's configuration, keys without prefix. */
  config?: Record<string, string>;
  /** Keys of the configuration that the stack file holds encrypted. */
  encrypted?: readonly string[];
  /** Outputs that the mocked engine adds to a resource's inputs. */
  outputs?: (type: string, inputs: Record<string, unknown>) => Record<string, unknown>;
  /**
   * Whether the SDK works out every alias itself, the inherited ones included. The engine does it otherwise; and
   * a program that reads existing objects needs it to.
   */
  resolveAliases?: boolean;
  /** Gets the registrations also when the program throws. */
  record?: Registration[];
}

/**
 * Runs a program against mocks and returns what it registered.
 *
 * Mocks alone do not see parent, dependencies, protect and retainOnDelete; the requests to the monitor do. So the
 * monitor that the mocks install is wrapped, and every request is written down.
 */
export async function recordGraph(
  program: () => unknown,
  options: GraphOptions = {},
): Promise<Registration[]> {
  const stack = options.stack ?? "dev";
  const withOutputs = (type: string, inputs: Record<string, unknown>): Record<string, unknown> => ({
    ...inputs,
    ...(options.outputs ?? defaultOutputs)(type, inputs),
  });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `${name}-id`,
        state: withOutputs(type, inputs as Record<string, unknown>),
      }),
      call: ({ inputs }: pulumi.runtime.MockCallArgs): Record<string, unknown> =>
        inputs as Record<string, unknown>,
    },
    "mariadb-gitops",
    stack,
    options.preview ?? false,
    "organization",
  );
  pulumi.runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(options.config ?? {}).map(([key, value]) => [`mariadb-gitops:${key}`, value]),
    ),
    (options.encrypted ?? []).map((key) => `mariadb-gitops:${key}`),
  );
  const found = options.record ?? [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    found.push(registration(request, stack));
    register(request, callback);
  };
  answerHooks();
  await pulumi.runtime.runInPulumiStack(() => {
    (state as unknown as Features).getStore().supportsAliasSpecs = options.resolveAliases !== true;
    return Promise.resolve(program() as Record<string, unknown>);
  });
  // Registrations go on after the program returned; disconnecting waits for the last one.
  await pulumi.runtime.disconnect();
  return found.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

/** The only resource of a type, or the one with that name. */
export function only(graph: readonly Registration[], type: string, name?: string): Registration {
  const found = graph.filter(
    (candidate) => candidate.type === type && (name === undefined || candidate.name === name),
  );
  if (found.length !== 1 || found[0] === undefined) {
    const all = graph.map((candidate) => `${candidate.type} ${candidate.name}`).join("\n");
    throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length} in:\n${all}`);
  }
  return found[0];
}

/** Names of the resources that one waits for, directly or through others. */
export function waitedFor(graph: readonly Registration[], name: string): string[] {
  const found = new Set<string>();
  const follow = (from: string): void => {
    for (const { dependencies } of graph.filter((registration) => registration.name === from)) {
      for (const dependency of dependencies.map((urn) => urn.split("::").at(-1) ?? urn)) {
        if (!found.has(dependency)) {
          found.add(dependency);
          follow(dependency);
        }
      }
    }
  };
  follow(name);
  return [...found];
}

/** Paths of all secrets in the inputs of a resource. */
export function secretPaths(value: unknown, path = ""): string[] {
  return paths(value, path, isSecret);
}

/** Paths of all values that are not known in a preview. */
export function unknownPaths(value: unknown, path = ""): string[] {
  return paths(value, path, isUnknown);
}

function paths(value: unknown, path: string, wanted: (value: unknown) => boolean): string[] {
  if (wanted(value)) {
    return [path];
  }
  const inner = isSecret(value) ? secretValue(value) : value;
  if (typeof inner !== "object" || inner === null) {
    return [];
  }
  return Object.entries(inner).flatMap(([key, field]) =>
    paths(field, path === "" ? key : `${path}.${key}`, wanted),
  );
}

/** A real certificate, because values are sealed with it; nobody has its key. */
const certificate = readFileSync(join(__dirname, "..", "fixtures", "certificate.pem"), "utf8");

/** Outputs without which the components' children cannot be computed. */
export function defaultOutputs(type: string, inputs: Record<string, unknown>): Record<string, unknown> {
  switch (type) {
    case "random:index/randomPassword:RandomPassword":
      return { result: pulumi.secret("generated-password".padEnd(Number(inputs.length), "-")) };
    case "tls:index/privateKey:PrivateKey":
      return { privateKeyPem: pulumi.secret("generated-key") };
    case "tls:index/selfSignedCert:SelfSignedCert":
      return { certPem: certificate };
    case "aws:s3/bucket:Bucket":
      return { arn: "arn:aws:s3:::backups" };
    default:
      return {};
  }
}

/** The parts of the generated request and client that are used here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getAliasurnsList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}
/** What the SDK leaves out of its types. */
interface Features {
  getStore(): { supportsAliasSpecs: boolean };
}
interface Monitor {
  registerResource(request: RegisterRequest, callback: unknown): void;
}

function registration(request: RegisterRequest, stack: string): Registration {
  const type = request.getType();
  const name = request.getName();
  return {
    type,
    name,
    urn: `urn:pulumi:${stack}::mariadb-gitops::${type}::${name}`,
    parent: request.getParent(),
    dependencies: request.getDependenciesList(),
    aliases: request.getAliasurnsList(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    provider: request.getProvider(),
    inputs: request.getObject()?.toJavaScript() ?? {},
  };
}
