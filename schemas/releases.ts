/**
 * What the releases of mariadb-operator between 25.8 and the one of these schemas added and took away, from the
 * definitions in its Git history. The schemas are those of the newest release; here is where an older one differs.
 */
import { isObject } from "./check";
import { pathText, quote, type FieldPath, type SchemaFinding } from "./findings";
import { mariadbOperatorVersion, type MariaDbKindName } from "./mariadb";
import type { StructuralSchema } from "./structural";

/** The oldest release whose fields are known. */
export const oldestRelease = "25.8.0";

/** Fields by the release that added them: kind, then path. A path covers everything below it. */
const added: Readonly<Record<string, Readonly<Partial<Record<MariaDbKindName, readonly string[]>>>>> = {
  "25.10.0": {
    MariaDB: [
      "galera.primary.autoFailover",
      "replication.agent",
      "replication.gtidStrictMode",
      "replication.initContainer",
      "replication.primary.autoFailover",
      "replication.primary.autoFailoverDelay",
      "replication.replica.bootstrapFrom",
      "replication.replica.connectionRetrySeconds",
      "replication.replica.maxLagSeconds",
      "replication.replica.recovery",
      "replication.semiSyncAckTimeout",
      "replication.semiSyncEnabled",
      "replication.semiSyncWaitPoint",
    ],
    MaxScale: ["primaryServer"],
  },
  "25.10.2": { MariaDB: ["replication.standaloneProbes"] },
  "25.10.3": {
    Backup: ["storage.s3.ssec"],
    ExternalMariaDB: ["tls.mutual"],
    MariaDB: ["bootstrapFrom.s3.ssec"],
    PhysicalBackup: ["logLevel", "storage.s3.ssec", "target"],
    Restore: ["s3.ssec"],
  },
  "25.10.4": { MariaDB: ["cleanupPolicy", "storage.pvcRetentionPolicy"] },
  "26.3.0": {
    MariaDB: [
      "bootstrapFrom.azureBlob",
      "bootstrapFrom.logLevel",
      "bootstrapFrom.pointInTimeRecoveryRef",
      "enableServiceLinks",
      "pointInTimeRecoveryRef",
      "primaryService.loadBalancerClass",
      "secondaryService.loadBalancerClass",
      "service.loadBalancerClass",
      "volumes.ephemeral",
    ],
    MaxScale: [
      "enableServiceLinks",
      "guiKubernetesService.loadBalancerClass",
      "kubernetesService.loadBalancerClass",
    ],
    PhysicalBackup: ["schedule.onDemand", "storage.azureBlob"],
  },
  "26.6.0": {
    ExternalMariaDB: ["tls.serverCertAdditionalNames"],
    MariaDB: [
      "galera.agent.lifecycle",
      "galera.gtidDomainId",
      "galera.initContainer.lifecycle",
      "galera.replPasswordSecretKeyRef",
      "galera.serverId",
      "lifecycle",
      "maintenance",
      "multiCluster",
      "replication.agent.lifecycle",
      "replication.gtidDomainId",
      "replication.initContainer.lifecycle",
      "replication.serverIdStartIndex",
      "terminationGracePeriodSeconds",
      "tls.serverCertAdditionalNames",
    ],
    MaxScale: ["lifecycle", "maintenance"],
    PhysicalBackup: ["failedJobsHistoryLimit"],
  },
};

/** The kinds that a later release added. */
const addedKinds: Readonly<Partial<Record<MariaDbKindName, string>>> = {
  ExternalMariaDB: "25.8.4",
  PointInTimeRecovery: "26.3.0",
};

/** A field that a release took away. */
interface Former {
  readonly path: string;
  /** The first release without it. */
  readonly until: string;
  /** What to write since then. */
  readonly instead: string;
}

const former: Readonly<Partial<Record<MariaDbKindName, readonly Former[]>>> = {
  MariaDB: [
    gone("galera.primary.automaticFailover", "25.10.0", "spec.galera.primary.autoFailover"),
    gone("replication.primary.automaticFailover", "25.10.0", "spec.replication.primary.autoFailover"),
    gone(
      "replication.primary.automaticFailoverDelay",
      "25.10.0",
      "spec.replication.primary.autoFailoverDelay",
    ),
    gone(
      "replication.probesEnabled",
      "25.10.0",
      "spec.replication.standaloneProbes where probes are in the way",
    ),
    gone(
      "replication.replica.connectionRetries",
      "25.10.0",
      "spec.replication.replica.connectionRetrySeconds",
    ),
    gone("replication.replica.connectionTimeout", "25.10.0", "spec.replication.semiSyncAckTimeout"),
    gone("replication.replica.waitPoint", "25.10.0", "spec.replication.semiSyncWaitPoint"),
    gone("maxScale", "25.10.3", "a MaxScale object, and spec.maxScaleRef"),
  ],
};

function gone(path: string, until: string, instead: string): Former {
  return { path, until, instead };
}

/** A release in whole: "25.8" is the last of its series that is known; undefined for what is no known release. */
export function releaseOf(written: string): string | undefined {
  const [, series, patch] = /^v?(\d{2}\.\d{1,2})(\.\d{1,2})?$/.exec(written) ?? [];
  if (series === undefined) {
    return undefined;
  }
  const release = `${series}${patch ?? ".99"}`;
  return isBefore(release, oldestRelease) || isBefore(newestSeries, series) ? undefined : release;
}

const newestSeries = mariadbOperatorVersion.replace(/\.\d+$/, "");

/** Whether a release came before another. */
function isBefore(release: string, other: string): boolean {
  const numbers = (text: string) => text.split(".").map(Number);
  const [a, b] = [numbers(release), numbers(other)];
  const differing = [0, 1, 2].find((index) => (a[index] ?? 0) !== (b[index] ?? 0));
  return differing !== undefined && (a[differing] ?? 0) < (b[differing] ?? 0);
}

/** The release that added a field or a kind; undefined when it was there in the oldest. */
function addedIn(kind: MariaDbKindName, path: FieldPath): string | undefined {
  const field = fieldOf(path);
  return (
    Object.entries(added).find(([, kinds]) => kinds[kind]?.some((one) => isBelow(field, one)))?.[0] ??
    (path.length === 0 ? addedKinds[kind] : undefined)
  );
}

/** The fields, words and kinds of an object that came with a later release than the given one. */
export function laterThan(
  release: string,
  kind: MariaDbKindName,
  spec: unknown,
  schema: StructuralSchema,
): readonly SchemaFinding[] {
  const whole = addedIn(kind, []);
  if (whole !== undefined && isBefore(release, whole)) {
    return [later([], `kind ${kind}`, whole, release)];
  }
  return below(spec, schema, ["spec"]);

  function below(value: unknown, node: StructuralSchema, path: FieldPath): readonly SchemaFinding[] {
    const since = node["x-since"] ?? addedIn(kind, path);
    if (since !== undefined && isBefore(release, since)) {
      return [later(path, pathText(path), since, release)];
    }
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => below(item, node.items ?? {}, [...path, index]));
    }
    if (isObject(value)) {
      return Object.entries(value).flatMap(([name, field]) =>
        below(field, node.properties?.[name] ?? {}, [...path, name]),
      );
    }
    const word = typeof value === "string" ? node["x-words-since"]?.[value] : undefined;
    return word !== undefined && isBefore(release, word)
      ? [later(path, `${quote(String(value))} in ${pathText(path)}`, word, release)]
      : [];
  }
}

function later(path: FieldPath, what: string, since: string, release: string): SchemaFinding {
  const message = `${what} came with release ${since} of the operator, and ${shortened(release)} drops or refuses it: upgrade the operator first.`;
  return { path, problem: "other-release", message };
}

/** "25.8.99" stands for the last of a series. */
function shortened(release: string): string {
  return release.replace(/\.99$/, "");
}

/** `syncBinlog` was true or false before. */
const binlogNumber = "25.10.0";

/** The finding for a field that another release has; undefined for one that the given release has. */
export function ofOtherRelease(
  finding: SchemaFinding,
  kind: MariaDbKindName,
  release: string,
): SchemaFinding | undefined {
  const binlog = finding.problem === "wrong-type" && pathText(finding.path) === "spec.replication.syncBinlog";
  if (binlog && isBefore(release, binlogNumber)) {
    return undefined;
  }
  const found = finding.problem === "unknown-field" ? formerField(kind, finding.path) : undefined;
  if (found === undefined) {
    return finding;
  }
  const { until, instead } = found;
  const message = `${pathText(finding.path)} is a field of releases before ${until}, and ${shortened(release)} drops it: write ${instead} in its place, or name the release that runs with --operator-version.`;
  return isBefore(release, until) ? undefined : { path: finding.path, problem: "other-release", message };
}

/** What became of a field that an earlier release had. */
function formerField(kind: MariaDbKindName, path: FieldPath): Former | undefined {
  const field = fieldOf(path);
  return former[kind]?.find((one) => isBelow(field, one.path));
}

/** The path below `spec`, without the positions in lists. */
function fieldOf(path: FieldPath): string {
  return path[0] === "spec"
    ? path
        .filter((step) => typeof step === "string")
        .slice(1)
        .join(".")
    : "";
}

function isBelow(field: string, holder: string): boolean {
  return field === holder || field.startsWith(`${holder}.`);
}
