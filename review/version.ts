import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The version of this package. Its package.json is in the folder above as long as this is TypeScript, and one more above
 * in dist, so the nearest one counts.
 */
export function packageVersion(folder = __dirname): string {
  const file = join(folder, "package.json");
  if (existsSync(file)) {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
    return version;
  }
  if (dirname(folder) === folder) {
    throw new Error(`${__dirname} is in no package: no folder above it has a package.json`);
  }
  return packageVersion(dirname(folder));
}
