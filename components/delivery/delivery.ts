import type * as pulumi from "@pulumi/pulumi";

import { environments, type Environment } from "../environments";
import { problemOf, type Problem } from "../problems";

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

/** The databases of an environment in the order of their waves; without a list, the one of this repository's overlays. */
export function databasesOf(environment: Environment, listed?: readonly DatabaseArgs[]): Database[] {
  return (listed ?? [{ name: "mariadb", path: `gitops/overlays/${environment}` }])
    .map(({ name, path, wave, users }) => ({
      name,
      path,
      wave: wave ?? 0,
      users: users ?? ["root", "app"],
      application: `${name}-${environment}`,
    }))
    .toSorted((one, other) => one.wave - other.wave);
}

/**
 * Problems with a list of databases, each with its remedy. An application that is registered twice under one name would take over the
 * other's objects, and what it does not declare looks removed.
 */
export function databasesProblems(listed: readonly DatabaseArgs[]): Problem[] {
  return [
    ...listed.flatMap(malformed),
    ...repeated(listed, "name", ({ name }) => name),
    ...repeated(listed, "path", ({ path }) => folderParts(path).join("/")),
  ];
}

function malformed({ name, path, wave = 0 }: DatabaseArgs, index: number): Problem[] {
  const at = `databases[${index}]`;
  if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
    const form = "up to 40 lower-case letters, digits and dashes, beginning with a letter";
    return [problemOf(`${at}.name`, `is "${name}"; use ${form}`)];
  }
  if (path === "" || leavesRepository(path)) {
    const example = `databases/${name}/overlays/dev`;
    return [problemOf(`${at}.path`, `is "${path}"; set a folder inside the repository, such as ${example}`)];
  }
  return Number.isInteger(wave) ? [] : [problemOf(`${at}.wave`, `is ${String(wave)}; set a whole number`)];
}

function repeated(
  databases: readonly DatabaseArgs[],
  field: string,
  keyOf: (database: DatabaseArgs) => string,
): Problem[] {
  const keys = databases.map(keyOf);
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index
      ? []
      : [
          problemOf(
            `databases[${index}].${field}`,
            `is "${key}", as that of an earlier entry; set one of its own`,
          ),
        ],
  );
}

/** A path as the repository knows it, whatever slashes and dots it was written with. */
export function folderParts(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Whether a path is not one of a folder inside the repository. */
export function leavesRepository(path: string): boolean {
  return path.startsWith("/") || path.split("/").includes("..");
}

/** Splits databases, already in order, into their waves. */
export function wavesOf(databases: readonly Database[]): Database[][] {
  return [...Map.groupBy(databases, ({ wave }) => wave).values()];
}

/** An example of a release, for messages. */
export const exampleRevision = "v1.4.2";

/** The revision to deliver: the given one, else the environment's default; empty where there is neither. */
export function revisionOf({ environment, targetRevision = "" }: RevisionArgs): pulumi.Input<string> {
  return targetRevision === "" ? (environments[environment].delivery.targetRevision ?? "") : targetRevision;
}

/**
 * Only dev has a default revision. Which release an environment runs is a decision that no default can make, and a tag
 * that does not exist would stop every delivery.
 */
export function revisionProblems(args: RevisionArgs): Problem[] {
  const missing =
    `is missing; ${args.environment} delivers one release and has no default. ` +
    `Set a release tag of the repository or a full commit, for example targetRevision: "${exampleRevision}"`;
  return revisionOf(args) === "" ? [problemOf("targetRevision", missing)] : [];
}

/** Arguments that decide the revision. */
interface RevisionArgs {
  environment: Environment;
  targetRevision?: pulumi.Input<string>;
}

/** A delivery by either engine. */
export interface DeliveryRequest {
  environment: Environment;
  databases: readonly Database[];
  repositoryUrl: pulumi.Input<string>;
  /** Exact tag or commit in staging and production. */
  targetRevision: pulumi.Input<string>;
  /** Namespace of the databases. */
  namespace: pulumi.Input<string>;
  /** Namespace of the engine. */
  engineNamespace: pulumi.Input<string>;
  /** ServiceAccount that the engine acts as; it cannot delete. */
  serviceAccount: pulumi.Input<string>;
  deletionProtection: boolean;
}

/** The contract of an engine: registers the delivery of each database, and names what delivers it. */
export type Deliver<Settings> = (
  name: string,
  request: DeliveryRequest,
  settings: Settings,
  options: pulumi.ComponentResourceOptions,
) => pulumi.Output<string>[];

/** The options of the next wave's components: they wait for the resources of the wave before. */
export function afterWave(
  options: pulumi.ComponentResourceOptions,
  previous: readonly pulumi.Resource[],
): pulumi.ComponentResourceOptions {
  return previous.length === 0 ? options : { ...options, dependsOn: [...previous] };
}
