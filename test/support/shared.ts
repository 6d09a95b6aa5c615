import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder of official CRDs and charts that tests compare with: the variable `MARIADB_GITOPS_SHARED`, else `shared`
 * beside the repository. The files belong to other projects and are never copied into this one.
 */
export const sharedDirectory = process.env.MARIADB_GITOPS_SHARED ?? join(__dirname, "../../../shared");

/** Path of a file or folder in the shared folder, or `undefined` when this machine does not have it. */
export function sharedPath(...path: string[]): string | undefined {
  const full = join(sharedDirectory, ...path);
  return existsSync(full) ? full : undefined;
}

/** Path of a file or folder in the shared folder; skips the test, and says why, when this machine does not have it. */
export function needShared(context: Mocha.Context, ...path: string[]): string {
  const full = sharedPath(...path);
  if (full !== undefined) return full;
  process.stderr.write(
    `⚠ skipped: ${path.join("/")} is not here; name its folder in MARIADB_GITOPS_SHARED.\n`,
  );
  return context.skip();
}

/** The folder of the official charts, as archives; skips the test, and says why, when this machine does not have it. */
export function needCharts(context: Mocha.Context): string {
  return needShared(context, "official", "charts");
}
