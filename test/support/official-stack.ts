import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { builtPack } from "../../policy/build";
import { run } from "../../sandbox/tools";

/** What a run of the Pulumi CLI did. */
export interface Ran {
  readonly code: number | undefined;
  /** All that was printed. */
  readonly said: string;
  readonly seconds: number;
}

/** A stack that the official CLI runs, as a user does. */
export class OfficialStack {
  readonly name: string;
  private readonly project: string;
  private readonly folder: string;
  private readonly env: NodeJS.ProcessEnv;
  private config: Readonly<Record<string, unknown>>;

  constructor(
    project: string,
    name: string,
    folder: string,
    env: NodeJS.ProcessEnv,
    config: Readonly<Record<string, unknown>>,
  ) {
    this.project = project;
    this.name = name;
    this.folder = folder;
    // The coverage of a user's program says nothing of ours, and takes a quarter of the time.
    this.env = { ...env, NODE_V8_COVERAGE: undefined };
    this.config = config;
  }

  /** Replaces values of the stack's configuration. */
  configure(config: Readonly<Record<string, unknown>>): void {
    this.config = { ...this.config, ...config };
  }

  /** Runs the CLI; colours and questions off. */
  async pulumi(...words: string[]): Promise<Ran> {
    const file = join(this.folder, `Pulumi.${this.name}.yaml`);
    const written = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: object };
    const prefixed = Object.entries(this.config).map(([key, value]) => [`${this.project}:${key}`, value]);
    const config = { ...written.config, ...(Object.fromEntries(prefixed) as object) };
    writeFileSync(file, stringify({ ...written, config }));
    const start = performance.now();
    const result = await run(
      "pulumi",
      [
        ...words,
        ...(words.includes("init") ? [] : ["--stack", this.name]),
        "--non-interactive",
        "--color=never",
      ],
      { cwd: this.folder, env: this.env },
    );
    const said = `${result.stdout}\n${result.stderr}`;
    return { code: result.code, said, seconds: (performance.now() - start) / 1000 };
  }

  /** Creates the stack. */
  async create(): Promise<void> {
    const file = join(this.folder, `Pulumi.${this.name}.yaml`);
    writeFileSync(file, readFileSync(file, { encoding: "utf8", flag: "a+" }));
    const { code, said } = await this.pulumi("stack", "init", this.name);
    if (code !== 0) {
      throw new Error(`stack ${this.name} was not created:\n${said}`);
    }
  }

  /** Updates under the policy pack. */
  async up(...words: string[]): Promise<Ran> {
    return this.pulumi("up", "--yes", "--skip-preview", "--policy-pack", builtPack, ...words);
  }

  /** Previews under the policy pack; the CLI fails when anything would change. */
  async unchanged(): Promise<Ran> {
    return this.pulumi("preview", "--expect-no-changes", "--policy-pack", builtPack);
  }

  /** The state, as `pulumi stack export` writes it. */
  async state(): Promise<string> {
    const file = join(this.folder, "export.json");
    await this.pulumi("stack", "export", "--file", file);
    return readFileSync(file, "utf8");
  }

  /**
   * The URNs in the state, in their order. Without providers: the engine's own, through which charts are read, stand
   * for nothing outside of the state and come and go.
   */
  async resources(): Promise<string[]> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: { urn: string }[] };
    };
    const urns = (deployment.resources ?? []).map(({ urn }) => urn);
    return urns.filter((urn) => !urn.includes("::pulumi:providers:"));
  }
}
