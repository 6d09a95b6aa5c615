import { existsSync } from "node:fs";

import type { Engine } from "../components/engine/engine";
import type { Providers } from "./deliver";
import type { Layout } from "./layout";
import { choosePlatform, type Chosen, type OfficialParts, type Part } from "./platform-choice";
import { missingPlugins } from "./pulumi";
import type { StartArgs } from "./start-args";
import { readState, type PlatformPart } from "./state";
import { hostOf } from "./tools/host";
import { hasInternet } from "./tools/network";
import { officialChartFolder, officialPart, type OfficialChart } from "./tools/official";

/** What can be had, and what was chosen of it. */
export interface FoundPlatform {
  readonly chosen: Chosen;
  readonly parts: OfficialParts;
  readonly providers: Providers;
}

/** Looks for the official parts, and chooses what is installed of them. */
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

/** A sandbox that has data and does not say what was installed is one of an earlier version, which installed nothing. */
async function earlierIn(where: Layout): Promise<readonly PlatformPart[] | undefined> {
  const { installed } = await readState(where.state);
  return installed ?? (existsSync(where.etcd) ? [] : undefined);
}

/** Where a part lies on this machine; undefined where it is missing, or where Pulumi or Helm fetch it. */
export function pathOf(part: Part): string | undefined {
  return "path" in part ? part.path : undefined;
}
