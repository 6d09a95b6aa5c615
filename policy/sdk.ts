/**
 * Parts of @pulumi/policy that a policy of many rules needs and its public surface does not offer. All for speed:
 * where a later version has other modules, a preview is slower and says the same. No upstream issue asks for it yet.
 */
import { createRequire } from "node:module";

import type { ResourceValidationArgs } from "@pulumi/policy";

type Read = (properties: unknown, ...rest: unknown[]) => unknown;

/**
 * Has @pulumi/policy read the properties of a resource once, and not once for each of the policies: for a thousand
 * resources that would be most of a preview. What is read is handed to all policies, none of which changes it.
 *
 * It can go once the SDK does that itself.
 */
export function readOnce(): void {
  const load = createRequire(__filename);
  remember(load, "@pulumi/policy/deserialize", "deserializeProperties");
  remember(load, "@pulumi/policy/proxy", "unknownCheckingProxy");
}

function remember(load: NodeJS.Require, id: string, name: string): void {
  const module = loaded(load, id);
  const read = module?.[name];
  const replaceable = Object.getOwnPropertyDescriptor(module ?? {}, name)?.writable === true;
  if (module === undefined || read === undefined || !replaceable) {
    return;
  }
  const known = new WeakMap<object, unknown>();
  module[name] = (properties, ...rest) => {
    if (typeof properties !== "object" || properties === null) {
      return read(properties, ...rest);
    }
    if (!known.has(properties)) {
      known.set(properties, read(properties, ...rest));
    }
    return known.get(properties);
  };
}

function loaded(load: NodeJS.Require, id: string): Record<string, Read | undefined> | undefined {
  try {
    return load(id) as Record<string, Read | undefined>;
  } catch {
    return undefined;
  }
}

/** The SDK says it with an error; writing down where each comes from would be most of a preview. */
export function notApplicable(args: ResourceValidationArgs, reason: string): never {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return args.notApplicable(reason);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
