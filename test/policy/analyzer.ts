import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzeStackRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type AnalyzeResponse,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { buildPolicyPack } from "../../policy/build";

/** Resource properties as the engine sends them: unknown values and secrets are marked. */
export type Properties = Record<string, unknown>;

/** A policy pack configuration as people write it in the file of --policy-pack-config. */
export type Config = Readonly<
  Record<string, string | ({ enforcementLevel?: string } & Readonly<Record<string, unknown>>)>
>;

/** One violation that the pack reported. */
export interface Violation {
  readonly policy: string;
  readonly level: string;
  readonly message: string;
  /** The resource, of a policy that sees the whole stack. */
  readonly urn: string;
}

/** A resource of a stack. */
export interface StackResource {
  readonly type: string;
  readonly properties: Properties;
  readonly name?: string;
}

const levels: Readonly<Record<string, EnforcementLevel>> = {
  advisory: EnforcementLevel.ADVISORY,
  mandatory: EnforcementLevel.MANDATORY,
  disabled: EnforcementLevel.DISABLED,
  remediate: EnforcementLevel.REMEDIATE,
};

/** The name of a level on the wire. */
export function levelName(level: EnforcementLevel): string {
  return Object.entries(levels).find(([, value]) => value === level)?.[0] ?? `level ${level}`;
}

type Call<Request, Response> = (
  request: Request,
  done: (error: ServiceError | null, response: Response) => void,
) => unknown;

function call<Request, Response>(method: Call<Request, Response>, request: Request): Promise<Response> {
  return new Promise((fulfil, reject) => {
    method(request, (error, response) => {
      if (error === null) {
        fulfil(response);
      } else {
        reject(error);
      }
    });
  });
}

/** The policy pack in a process of its own, driven as the Pulumi engine drives it. */
export class Analyzer {
  private readonly process: ChildProcess;
  private readonly client: AnalyzerClient;

  private constructor(process: ChildProcess, client: AnalyzerClient) {
    this.process = process;
    this.client = client;
  }

  /**
   * Starts the pack for a stack of the project `project`. The pack prints the port that it listens on as its first line.
   *
   * @param config The stack's configuration, keys with their project.
   */
  static async start(
    stack: string | undefined,
    config: Readonly<Record<string, string>> = {},
  ): Promise<Analyzer> {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_"));
    const child = spawn(
      process.execPath,
      [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."],
      {
        cwd: await buildPolicyPack(),
        env: {
          ...Object.fromEntries(inherited),
          PULUMI_NODEJS_TYPESCRIPT: "false",
          ...(stack === undefined
            ? {}
            : {
                PULUMI_NODEJS_STACK: stack,
                PULUMI_NODEJS_PROJECT: "project",
                PULUMI_CONFIG: JSON.stringify(config),
              }),
        },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const lines = createInterface(child.stdout);
    const [port] = (await Promise.race([once(lines, "line"), once(lines, "close")])) as [string | undefined];
    if (port === undefined || !/^\d+$/.test(port)) {
      child.kill();
      throw new Error(`The policy pack printed ${JSON.stringify(port)} instead of its port.`);
    }
    return new Analyzer(child, new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  /** Ends the process and waits for its end. */
  async stop(): Promise<void> {
    this.client.close();
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }

  /** What the pack says about itself and its policies. */
  info(): Promise<AnalyzerInfo> {
    return call<Empty, AnalyzerInfo>(this.client.getAnalyzerInfo.bind(this.client), new Empty());
  }

  /** Configures the pack as the engine does: the pack's own configuration first, then the given one over it. */
  async configure(config: Config): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    const info = await this.info();
    for (const [policy, initial] of info.getInitialconfigMap().entries()) {
      const given = config[policy] ?? config.all ?? {};
      const { enforcementLevel, ...properties } =
        typeof given === "string" ? { enforcementLevel: given } : given;
      const merged = new PolicyConfig();
      merged.setEnforcementlevel(levels[enforcementLevel ?? ""] ?? initial.getEnforcementlevel());
      merged.setProperties(
        Struct.fromJavaScript({ ...initial.getProperties()?.toJavaScript(), ...properties } as never),
      );
      request.getPolicyconfigMap().set(policy, merged);
    }
    await call<ConfigureAnalyzerRequest, Empty>(this.client.configure.bind(this.client), request);
  }

  /** What the pack says about one resource of a stack. */
  async analyze(
    type: string,
    properties: Properties,
    { name = "mariadb", stack = "staging", protect = false, parents = [] as readonly string[] } = {},
  ): Promise<readonly Violation[]> {
    const request = new AnalyzeRequest();
    request.setType(type);
    request.setName(name);
    request.setUrn(urnOf(stack, [...parents, type].join("$"), name));
    request.setProperties(Struct.fromJavaScript(properties as never));
    const options = new AnalyzerResourceOptions();
    options.setProtect(protect);
    request.setOptions(options);
    return violations(
      await call<AnalyzeRequest, AnalyzeResponse>(this.client.analyze.bind(this.client), request),
    );
  }

  /** What the pack says about a whole stack. */
  async analyzeStack(resources: readonly StackResource[], stack = "staging"): Promise<readonly Violation[]> {
    const request = new AnalyzeStackRequest();
    for (const { type, properties, name = "mariadb" } of resources) {
      const resource = new AnalyzerResource();
      resource.setType(type);
      resource.setName(name);
      resource.setUrn(urnOf(stack, type, name));
      resource.setProperties(Struct.fromJavaScript(properties as never));
      resource.setOptions(new AnalyzerResourceOptions());
      request.addResources(resource);
    }
    return violations(
      await call<AnalyzeStackRequest, AnalyzeResponse>(this.client.analyzeStack.bind(this.client), request),
    );
  }
}

function urnOf(stack: string, type: string, name: string): string {
  return `urn:pulumi:${stack}::project::${type}::${name}`;
}

function violations(response: AnalyzeResponse): readonly Violation[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: levelName(diagnostic.getEnforcementlevel()),
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn(),
  }));
}
