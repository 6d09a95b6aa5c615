import { createRequire } from "node:module";

type Read = (properties: unknown, ...rest: unknown[]) => unknown;

/**
 * Has @pulumi/policy read the properties of a resource once, and not once for each of the policies: for a thousand
 * resources that would be most of a preview. What is read is handed to all policies, none of which changes it.
 *
 * The SDK offers no way to say so, hence this reaches for its modules. Where a later version has other ones, each policy
 * reads for itself again.
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
