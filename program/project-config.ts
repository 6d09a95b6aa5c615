import * as pulumi from "@pulumi/pulumi";

import type { StackConfig } from "./settings";

/**
 * The whole configuration of this project in the running stack, without the project's prefix. Reading all of it, and
 * not key by key, is what lets a misspelt key be an error.
 */
export function projectConfig(): StackConfig {
  const prefix = `${pulumi.getProject()}:`;
  const values = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), value] as const);
  return {
    values: Object.fromEntries(values),
    encrypted: values.map(([key]) => key).filter((key) => isEncrypted(prefix + key)),
  };
}

/** Whether the stack file holds a value encrypted. The SDK knows it, but leaves the function out of its types. */
function isEncrypted(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(key) ?? false;
}
