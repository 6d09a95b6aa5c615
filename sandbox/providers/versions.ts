/**
 * The versions of the installed SDKs. The engine warns when a provider is older than the SDK of the program, and a
 * stand-in serves exactly what the installed SDK registers.
 */
import { readFileSync } from "node:fs";

/**
 * The version of an installed package.
 * @throws Error when the package is not installed or its package.json has no version.
 */
export function versionOf(packageName: string): string {
  const file = require.resolve(`${packageName}/package.json`);
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
  if (typeof version !== "string") throw new Error(`${packageName}/package.json has no version`);
  return version;
}
