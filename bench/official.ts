import { availableParallelism, loadavg } from "node:os";

import { Environment } from "../components/environments";
import { buildPolicyPack, builtPack } from "../policy/build";
import { sandboxContext } from "../sandbox/ground/layout";
import { table } from "../review/table";
import { bareProject, OfficialCluster } from "../test/support/official-cluster";
import { officialParts, type OfficialParts } from "../test/support/official-parts";
import type { OfficialStack, Ran } from "../test/support/official-stack";
import { median } from "./measure";
import { bareConfig } from "./programs";

const heading = [
  "STACK",
  "PROGRAM",
  "UP (s)",
  "PREVIEW (s)",
  "PREVIEW WITH PACK (s)",
  "STATE (KiB)",
  "DESTROY (s)",
  "PREVIEW, TIMES BARE",
];

const unchanged = ["preview", "--expect-no-changes"];

/**
 * The times of a user's `pulumi` on Argo CD, with the official host and provider and the real charts, compared with a
 * bare program that installs the same charts in the same form. The previews have nothing to do; each time is the
 * median of three. If a part is missing on this machine, the result names it.
 */
export async function benchOfficial(note: (text: string) => void): Promise<string[]> {
  const parts = await officialParts();
  if ("missing" in parts) {
    return [`The official provider is not measured: ${parts.missing}.`];
  }
  await buildPolicyPack();
  const rows = [heading];
  const loads: number[] = [];
  const noteLoad = (text: string): void => {
    const [load = 0] = loadavg();
    loads.push(load);
    note(`${text}, load ${load.toFixed(1)}`);
  };
  for (const stack of [Environment.Dev, Environment.Production]) {
    rows.push(...(await compare(parts, stack, noteLoad)));
  }
  const [low, high] = [Math.min(...loads).toFixed(1), Math.max(...loads).toFixed(1)];
  return [
    ...table(rows),
    `aim: a preview in less than 12 s and at most 1.3 times the bare program's; load of the machine meanwhile: ` +
      `${low} to ${high} on ${availableParallelism()} cores`,
  ];
}

/** One stack and its bare program, each on a cluster of its own, because a cluster has each chart once. */
async function compare(
  parts: OfficialParts,
  stack: Environment,
  note: (text: string) => void,
): Promise<string[][]> {
  const clusters: OfficialCluster[] = [];
  const open = async (): Promise<OfficialCluster> => {
    const cluster = await OfficialCluster.startWith(parts);
    clusters.push(cluster);
    return cluster;
  };
  try {
    const config = {
      repositoryUrl: "https://example.com/databases.git",
      targetRevision: "v1.2.3",
      // The shared chart of Argo CD lacks the sub-chart for its highly available Redis.
      highAvailability: "false",
      charts: parts.charts,
    };
    const charts = await bareConfig(stack, { kubeContext: sandboxContext, ...config });
    const programs = [
      new Measured("mariadb-gitops", (await open()).stack(stack, config), note),
      new Measured("bare", (await open()).stack(stack, charts, bareProject), note),
    ] as const;
    for (const program of programs) {
      await program.update();
    }
    // In turns, so that both have the same load of the machine.
    for (let round = 1; round <= 3; round += 1) {
      for (const program of programs) {
        await program.preview();
      }
      await programs[0].previewWithPack();
    }
    if (stack === Environment.Dev) {
      for (const program of programs) {
        await program.destroy();
      }
    }
    return programs.map((program) => program.row(stack, programs[1]));
  } finally {
    for (const cluster of clusters) {
      await cluster.end();
    }
  }
}

class Measured {
  readonly name: string;
  private readonly stack: OfficialStack;
  private readonly seconds: Record<"up" | "preview" | "pack" | "destroy", number[]> = {
    up: [],
    preview: [],
    pack: [],
    destroy: [],
  };
  private stateSize = 0;
  private readonly note: (text: string) => void;

  constructor(name: string, stack: OfficialStack, note: (text: string) => void) {
    this.name = name;
    this.stack = stack;
    this.note = note;
  }

  async update(): Promise<void> {
    await this.stack.create();
    this.seconds.up.push((await this.run("up", "--yes", "--skip-preview")).seconds);
    this.stateSize = Buffer.byteLength(await this.stack.state());
  }

  async preview(): Promise<void> {
    this.seconds.preview.push((await this.run(...unchanged)).seconds);
  }

  async previewWithPack(): Promise<void> {
    this.seconds.pack.push((await this.run(...unchanged, "--policy-pack", builtPack)).seconds);
  }

  async destroy(): Promise<void> {
    this.seconds.destroy.push((await this.run("destroy", "--yes", "--skip-preview")).seconds);
  }

  row(stack: Environment, bare: Measured): string[] {
    const { up, preview, pack, destroy } = this.seconds;
    const times = (median(preview) / median(bare.seconds.preview)).toFixed(2);
    const size = String(Math.round(this.stateSize / 1024));
    return [stack, this.name, text(up), text(preview), text(pack), size, text(destroy), times];
  }

  private async run(...words: string[]): Promise<Ran> {
    const ran = await this.stack.pulumi(...words);
    if (ran.code !== 0) {
      throw new Error(`${this.name}: pulumi ${words.join(" ")} failed:\n${ran.said.slice(-4000)}`);
    }
    this.note(`${this.stack.name}, ${this.name}: pulumi ${words[0] ?? ""} in ${ran.seconds.toFixed(1)} s`);
    return ran;
  }
}

function text(measured: readonly number[]): string {
  return measured.length === 0 ? "-" : median(measured).toFixed(1);
}
