/** A Kubernetes object as plain data, as a renderer prints it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** How messages and test titles name an object. */
export function nameOf(manifest: Manifest): string {
  return `${manifest.kind}/${manifest.metadata.name}`;
}

/** The object of that kind and name. Throws when there is none, and says which objects there are. */
export function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) {
    throw new Error(`There is no ${kind}/${name} among ${manifests.map(nameOf).join(", ")}.`);
  }
  return found;
}

/** The value at a path of keys, `undefined` where the path ends early. */
export function field(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}

/** Every path in the value that ends in something else than an object or a list. */
export function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) {
    return [[...path]];
  }
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** A copy without the field at the path. Throws when there is no such field: a mutation that changes nothing proves nothing. */
export function without<T>(value: T, ...path: string[]): T {
  const copy = structuredClone(value);
  const parent = field(copy, ...path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined || typeof parent !== "object" || parent === null || !(key in parent)) {
    throw new Error(`There is no field ${path.join(" > ")} to remove.`);
  }
  Reflect.deleteProperty(parent, key);
  return copy;
}

/** A copy with the value at the path, which must exist. */
export function withValue<T>(value: T, path: readonly string[], replacement: unknown): T {
  const copy = without(value, ...path);
  const parent = field(copy, ...path.slice(0, -1)) as Record<string, unknown>;
  parent[path.at(-1) ?? ""] = replacement;
  return copy;
}
