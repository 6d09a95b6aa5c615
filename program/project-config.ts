import * as pulumi from "@pulumi/pulumi";

/**
 * The whole configuration of this project in the running stack, without the project's prefix. Reading all of it, and
 * not key by key, is what lets a misspelt key be an error.
 */
export function projectConfig(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
