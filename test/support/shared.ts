import { existsSync } from "node:fs";
import { join } from "node:path";

import {
  type OfficialChart,
  officialChartFolder,
  officialPart,
  type OfficialPart,
  sharedFolder,
} from "../../sandbox/tools";
import { skip } from "./skip";

/** The folder of official CRDs and charts that tests compare with. */
export const sharedDirectory = sharedFolder();

/** Path of a file or folder in the shared folder, or `undefined` when this machine does not have it. */
export function sharedPath(...path: string[]): string | undefined {
  const full = join(sharedDirectory, ...path);
  return existsSync(full) ? full : undefined;
}

/** Path of a file or folder in the shared folder; skips the test, and says why, when this machine does not have it. */
export function needShared(context: Mocha.Context, ...path: string[]): string {
  return (
    sharedPath(...path) ??
    skip(context, `${path.join("/")} is not here; name its folder in MARIADB_GITOPS_SHARED`)
  );
}

/** Path of an official program; skips the test, and says why, when this machine cannot have it. */
export async function needPart(context: Mocha.Context, part: OfficialPart): Promise<string> {
  const found = await officialPart(part);
  return "path" in found ? found.path : skip(context, found.missing);
}

/** Folder of an official chart, unpacked; skips the test, and says why, when this machine does not have it. */
export async function needChartFolder(context: Mocha.Context, chart: OfficialChart): Promise<string> {
  const found = await officialChartFolder(chart);
  return "path" in found ? found.path : skip(context, found.missing);
}

/** The folder of the official charts, as archives; skips the test, and says why, when this machine does not have it. */
export function needCharts(context: Mocha.Context): string {
  return needShared(context, "official", "charts");
}
