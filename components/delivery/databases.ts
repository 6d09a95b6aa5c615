import { Environment } from "../environments";

/** One database that an environment delivers. */
export interface DatabaseArgs {
  /**
   * Name of the MariaDB object. The Application or Kustomization is called after it and the environment, so that two
   * environments on one cluster never overwrite each other's.
   */
  name: string;
  /** Folder of the database's overlay in the repository. */
  path: string;
  /**
   * Order of delivery: lower waves first.
   *
   * @default 0
   */
  wave?: number;
  /**
   * Users whose passwords are generated, where the environment generates them.
   *
   * @default ["root", "app"]
   */
  users?: string[];
}

/** A database with every default filled in. */
export interface Database {
  readonly name: string;
  readonly path: string;
  readonly wave: number;
  readonly users: readonly string[];
  /** Name of the Application or Kustomization that delivers it. */
  readonly application: string;
}

const defaultUsers = ["root", "app"];

/**
 * The databases of an environment in the order of their waves; without a list, the one of this repository's overlays.
 *
 * @throws RangeError that names the entry and what to write instead: an application that is registered twice under
 * one name would take over the other's objects, and what it does not declare looks removed
 */
export function databasesOf(environment: Environment, listed?: readonly DatabaseArgs[]): Database[] {
  const databases = (listed ?? [{ name: "mariadb", path: `gitops/overlays/${environment}` }]).map(
    ({ name, path, wave, users }) => ({
      name,
      path,
      wave: wave ?? 0,
      users: users ?? defaultUsers,
      application: `${name}-${environment}`,
    }),
  );
  const problem =
    databases.map(malformed).find(Boolean) ??
    repeated(databases, "name", ({ name }) => name) ??
    repeated(databases, "path", ({ path }) => normalized(path));
  if (problem !== undefined) {
    throw new RangeError(problem);
  }
  return databases.toSorted((one, other) => one.wave - other.wave);
}

function malformed({ name, path, wave }: Database, index: number): string | undefined {
  const at = `databases[${index}]`;
  if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
    return `${at}.name is "${name}"; write up to 40 lower-case letters, digits and dashes, beginning with a letter`;
  }
  if (path === "" || path.startsWith("/") || path.split("/").includes("..")) {
    return `${at}.path is "${path}"; write a folder inside the repository, such as databases/${name}/overlays/dev`;
  }
  if (!Number.isInteger(wave)) {
    return `${at}.wave is ${String(wave)}; write a whole number`;
  }
  return undefined;
}

function repeated(
  databases: readonly Database[],
  field: string,
  keyOf: (database: Database) => string,
): string | undefined {
  const seen = new Set<string>();
  for (const [index, database] of databases.entries()) {
    const key = keyOf(database);
    if (seen.has(key)) {
      return `databases[${index}].${field} is "${key}", as that of an earlier entry; write one of its own`;
    }
    seen.add(key);
  }
  return undefined;
}

/** A path as the repository knows it, whatever slashes and dots it was written with. */
function normalized(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** Splits databases, already in order, into their waves. */
export function wavesOf(databases: readonly Database[]): Database[][] {
  return [...Map.groupBy(databases, ({ wave }) => wave).values()];
}
