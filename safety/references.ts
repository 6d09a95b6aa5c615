import { identityOf } from "./objects";
import { isList, isMap, read, type Path, type Value } from "./value";

/** What a name stands for. "claimed" are the claims themselves, "delivery" what Flux watches and sends notices about. */
type Sort =
  | "claim"
  | "claimed"
  | "configmap"
  | "delivery"
  | "project"
  | "secret"
  | "serviceaccount"
  | "source"
  | "storageclass"
  | "store"
  | "volume";

/** Names that objects refer to, by what they name. */
export interface Names {
  /** Whether something of that name is referred to from a namespace that may be this one. */
  readonly has: (sort: Sort, name: string, namespace?: string) => boolean;
  readonly of: (sort: Sort) => ReadonlySet<string>;
}

/** Fields that hold a name themselves. */
const named: Readonly<Record<string, Sort>> = {
  secretName: "secret",
  existingSecret: "secret",
  claimName: "claim",
  existingClaim: "claim",
  serviceAccountName: "serviceaccount",
  storageClassName: "storageclass",
  storageClass: "storageclass",
  volumeName: "volume",
  project: "project",
};

/** Objects that hold a name in their field `name`, by the end of their own. */
const holders: readonly (readonly [RegExp, Sort])[] = [
  [/secret(Key)?(Ref)?s?$/i, "secret"],
  [/configMap(Key)?(Ref)?$/i, "configmap"],
  [/^(sourceRef|chartRef)$/, "source"],
  [/^secretStoreRef$/, "store"],
];

/** Collects the names that objects refer to, at any depth. */
export function namesIn(objects: readonly Value[]): Names {
  const bySort = new Map<Sort, Map<string, Set<string>>>();
  const note = (sort: Sort, name: string, namespace: string): void => {
    const names = bySort.get(sort) ?? new Map<string, Set<string>>();
    bySort.set(sort, names.set(name, (names.get(name) ?? new Set()).add(namespace)));
  };
  for (const object of objects) {
    const { kind, name, namespace } = identityOf(object);
    note(kind === "PersistentVolumeClaim" ? "claimed" : "delivery", name, namespace);
    walk(object, (sort, found) => {
      note(sort, found, namespace);
    });
  }
  return {
    has: (sort, name, namespace = "") => {
      const homes = name === "" ? undefined : bySort.get(sort)?.get(name);
      return homes !== undefined && (namespace === "" || homes.has("") || homes.has(namespace));
    },
    of: (sort) => new Set(bySort.get(sort)?.keys()),
  };
}

function walk(value: Value, note: (sort: Sort, name: string) => void, holder = ""): void {
  if (isList(value)) {
    value.forEach((item) => {
      walk(item, note, holder);
    });
  } else if (isMap(value)) {
    for (const [key, field] of Object.entries(value)) {
      if (typeof field === "string") {
        const sort = named[key] ?? (key === "name" ? sortOf(holder, value) : undefined);
        if (sort !== undefined && field !== "") {
          note(sort, field);
        }
      } else {
        walk(field, note, key);
      }
    }
  }
}

function sortOf(holder: string, value: Readonly<Record<string, Value>>): Sort | undefined {
  // valuesFrom of a HelmRelease and substituteFrom of a Kustomization name the kind beside.
  if (value.kind === "Secret" || value.kind === "ConfigMap") {
    return value.kind === "Secret" ? "secret" : "configmap";
  }
  return holders.find(([pattern]) => pattern.test(holder))?.[1];
}

/** Every text below some fields of an object. */
export function textsIn(object: Value, ...paths: readonly Path[]): readonly string[] {
  return paths.flatMap((path) => {
    const reading = read(object, path);
    return reading.state === "known" ? texts(reading.value) : [];
  });
}

function texts(value: Value): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  if (isList(value)) {
    return value.flatMap(texts);
  }
  return isMap(value) ? Object.values(value).flatMap(texts) : [];
}
