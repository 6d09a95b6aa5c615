import { existsSync } from "node:fs";

import { Engine } from "../components/engine/engine";
import { readState, type PlatformPart } from "./cluster";
import type { Layout } from "./ground/layout";
import { Problem, ProblemCode } from "./ground/problem";
import { missingPlugins } from "./pulumi";
import type { Providers } from "./deliver";
import type { StartArgs } from "./stack-config";
import { hasInternet, hostOf, officialChartFolder, officialPart, type OfficialChart } from "./tools";

/**
 * An available part, with a path or, without one, downloaded by Pulumi or Helm; else the reason why it is not
 * available.
 */
export type Part = { readonly path?: string } | { readonly missing: string };

/** The official parts of an installed platform. */
export interface OfficialParts {
  readonly kubernetesProvider: Part;
  readonly argoCd: Part;
  readonly mariadbOperatorCrds: Part;
  readonly mariadbOperator: Part;
  /** The program in the chart `mariadb-operator`'s containers. */
  readonly operatorProgram: Part;
}

/** The input of the choice. */
export interface Choice {
  readonly engine: Engine;
  /** Whether the user asked for the stand-ins. */
  readonly standIns: boolean;
  /** What an earlier start installed in this sandbox; undefined when there was none. */
  readonly earlier: readonly PlatformPart[] | undefined;
  readonly parts: OfficialParts;
}

/** What is installed from its chart, and why the other parts have stand-ins. */
export interface Chosen {
  readonly installed: readonly PlatformPart[];
  readonly reasons: Partial<Readonly<Record<PlatformPart, string>>>;
}

/**
 * Chooses which parts of the platform are installed from their charts. An earlier start of the same sandbox decides:
 * a chart does not adopt what the sandbox applied itself, and a stand-in does not replace an installation.
 *
 * @throws Problem `platform-changed` when a part that is installed in the sandbox is not available any more
 */
export function choosePlatform({ engine, standIns, earlier, parts }: Choice): Chosen {
  const missing = {
    argocd: firstMissing(parts, "kubernetesProvider", "argoCd"),
    "mariadb-operator": firstMissing(parts, "operatorProgram", "mariadbOperatorCrds", "mariadbOperator"),
  };
  if (earlier !== undefined && earlier.length > 0) {
    const lost = standIns ? "--stand-ins is set" : earlier.map((part) => missing[part]).find(isText);
    if (lost !== undefined) {
      throw changed(earlier, lost);
    }
    return { installed: earlier, reasons: reasonsOf(earlier, "an earlier start chose the stand-in") };
  }
  const why =
    (standIns ? "--stand-ins is set" : undefined) ??
    missing.argocd ??
    (earlier === undefined ? undefined : "an earlier start chose the stand-in, until npm stop -- --clean") ??
    (engine === Engine.Flux ? "only Argo CD is installed from its chart here" : undefined);
  if (why !== undefined) {
    return { installed: [], reasons: reasonsOf([], why) };
  }
  const operator = missing["mariadb-operator"];
  return operator === undefined
    ? { installed: ["argocd", "mariadb-operator"], reasons: {} }
    : { installed: ["argocd"], reasons: { "mariadb-operator": operator } };
}

const titles = {
  kubernetesProvider: "Pulumi's official kubernetes provider",
  argoCd: "the chart argo-cd",
  mariadbOperatorCrds: "the chart mariadb-operator-crds",
  mariadbOperator: "the chart mariadb-operator",
  operatorProgram: "the operator's program",
} as const satisfies Record<keyof OfficialParts, string>;

function firstMissing(parts: OfficialParts, ...names: readonly (keyof OfficialParts)[]): string | undefined {
  return names
    .map((name) => {
      const part = parts[name];
      return "missing" in part ? `${titles[name]} is not available (${part.missing})` : undefined;
    })
    .find(isText);
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

function reasonsOf(installed: readonly PlatformPart[], why: string): Chosen["reasons"] {
  const rest = (["argocd", "mariadb-operator"] as const).filter((part) => !installed.includes(part));
  return Object.fromEntries(rest.map((part) => [part, why]));
}

function changed(earlier: readonly PlatformPart[], lost: string): Problem {
  return new Problem(ProblemCode.PlatformChanged, {
    what: `This sandbox has ${earlier.join(" and ")} installed from charts, and they cannot be updated`,
    why: lost,
    remedy:
      "Make the part available again, or run npm stop -- --clean: the next start then begins from nothing.",
  });
}

export interface FoundPlatform {
  readonly chosen: Chosen;
  readonly parts: OfficialParts;
  readonly providers: Providers;
}

/** Looks for the official parts, and chooses which of them are installed. */
export async function findPlatform(
  where: Layout,
  cli: string,
  { engine, standIns = false, progress, signal }: StartArgs & { readonly engine: Engine },
): Promise<FoundPlatform> {
  const host = hostOf({ progress, signal });
  const online = (): Promise<boolean> => hasInternet(host, { base: "pulumi", path: "" });
  const missing = await missingPlugins(cli, online);
  const provider: Part = missing.includes("kubernetes")
    ? await officialPart("pulumi-resource-kubernetes", { progress, signal })
    : {};
  const chart = async (name: OfficialChart): Promise<Part> => {
    const folder = await officialChartFolder(name, { progress, signal });
    return "missing" in folder && (await online()) ? {} : folder;
  };
  const parts = {
    kubernetesProvider: provider,
    argoCd: await chart("argo-cd"),
    mariadbOperatorCrds: await chart("mariadb-operator-crds"),
    mariadbOperator: await chart("mariadb-operator"),
    operatorProgram: await officialPart("mariadb-operator", { progress, signal }),
  };
  const program = pathOf(provider);
  return {
    chosen: choosePlatform({ engine, standIns, earlier: await earlierIn(where), parts }),
    parts,
    providers: {
      programs: program === undefined ? [] : [program],
      standIns: missing.filter((name) => name !== "kubernetes"),
    },
  };
}

/** An earlier version recorded no choice and installed nothing from charts. */
async function earlierIn(where: Layout): Promise<readonly PlatformPart[] | undefined> {
  const { installed } = await readState(where.state);
  return installed ?? (existsSync(where.etcd) ? [] : undefined);
}

/** The path of a part on this machine; undefined where it is missing, or where Pulumi or Helm download it. */
export function pathOf(part: Part): string | undefined {
  return "path" in part ? part.path : undefined;
}
