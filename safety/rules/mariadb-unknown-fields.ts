import { inspect } from "../expect";
import type { Finding } from "../finding";
import { mariadbGroup } from "../kinds";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { formatPath, isMap, read, type Path, type Value } from "../value";

/** A field that guides and older versions name, with what the operator calls it. */
type Misnomer = readonly [path: Path, instead: string];

const ofServers: readonly Misnomer[] = [
  [["spec", "mariadbVersion"], "the version in spec.image"],
  [["spec", "version"], "the version in spec.image"],
  [["spec", "backup"], "an object of the kind Backup or PhysicalBackup"],
  [["spec", "podManagementPolicy"], "spec.updateStrategy.type"],
  [["spec", "updateStrategy", "podManagementPolicy"], "spec.updateStrategy.type"],
  [["spec", "persistentVolumeClaimRetentionPolicy"], "spec.storage.pvcRetentionPolicy"],
  [["spec", "storage", "persistentVolumeClaimRetentionPolicy"], "spec.storage.pvcRetentionPolicy"],
  [["spec", "pvcRetentionPolicy"], "spec.storage.pvcRetentionPolicy"],
  [["spec", "serviceMonitor"], "spec.metrics.serviceMonitor"],
  [["spec", "metrics", "serviceMonitor", "enabled"], "spec.metrics.enabled"],
];

const ofBackups: readonly Misnomer[] = [
  [["spec", "s3"], "spec.storage.s3"],
  [["spec", "retention"], "spec.maxRetention"],
  [["spec", "maxRetentionDays"], "spec.maxRetention, in hours"],
];

const ofAll: readonly Misnomer[] = ["mariadbRef", "mariaDBRef", "MariaDBRef"].map((name) => [
  ["spec", name],
  "spec.mariaDbRef",
]);

export const mariadbUnknownFields = defineRule({
  id: "mariadb-unknown-fields",
  scope: "object",
  title: "No field from old guides that the operator does not know",
  why:
    "A field that the definition does not have is refused by a strict client and dropped without a word by any other. " +
    "An inline backup then means no backup, a misplaced retention policy no retention, and a mariadbVersion whichever " +
    "version the operator likes. All of these are in guides that are still read.",
  severity: "critical",
  appliesTo: [{ group: mariadbGroup, kinds: ["*"] }],
  remedy:
    "Remove the field, and set what the finding names in its place, such as spec.mariaDbRef for spec.mariadbRef.",
  references: [
    {
      title: "mariadb-operator: API reference",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md",
    },
    {
      title: "Kubernetes: field validation",
      url: "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
    },
  ],
  check: (object) => misnomers(object).flatMap(([path, instead]) => mustNotBeThere(object, path, instead)),
});

function misnomers(object: Value): readonly Misnomer[] {
  switch (identityOf(object).kind) {
    case "MariaDB":
      return [...ofServers, ...ofAll];
    case "Backup":
    case "PhysicalBackup":
      return [...ofBackups, ...ofAll];
    default:
      return ofAll;
  }
}

/** The parent must be readable, but a parent of another type is the business of the field's own rule or the schema. */
function mustNotBeThere(object: Value, path: Path, instead: string): readonly Finding[] {
  const parent = read(object, path.slice(0, -1));
  if (parent.state === "misshapen" || (parent.state === "known" && !isMap(parent.value))) {
    return serviceMonitor(object, path);
  }
  const message = `must not set ${formatPath(path)}, which the operator does not know; write ${instead} in its place`;
  return inspect(object, path, { known: () => [{ path, message }] });
}

/** Guides write spec.metrics.serviceMonitor: true. */
function serviceMonitor(object: Value, path: Path): readonly Finding[] {
  const parent = path.slice(0, -1);
  const message = `must write ${formatPath(parent)} as an object, or leave it out`;
  const wrong = path.at(-1) === "enabled" && read(object, parent).state === "known";
  return wrong ? [{ path: parent, message }] : [];
}
