import { UNKNOWN } from "../../../safety";
import { mariadbUnknownFields } from "../../../safety/rules/mariadb-unknown-fields";
import { backup, edit, mariadb, named } from "./objects";
import { table } from "./table";

const server = mariadb();

describe("mariadb-unknown-fields", () => {
  table(mariadbUnknownFields, [
    { name: "a MariaDB of known fields", object: server, finds: [] },
    { name: "a Backup of known fields", object: backup(), finds: [] },
    ...[
      "spec.mariadbVersion",
      "spec.version",
      "spec.backup",
      "spec.podManagementPolicy",
      "spec.updateStrategy.podManagementPolicy",
      "spec.persistentVolumeClaimRetentionPolicy",
      "spec.storage.persistentVolumeClaimRetentionPolicy",
      "spec.pvcRetentionPolicy",
      "spec.serviceMonitor",
      "spec.metrics.serviceMonitor.enabled",
      "spec.mariadbRef",
    ].map((field) => ({
      name: field,
      object: edit(server, field.split("."), "x"),
      finds: [field],
      message: new RegExp(`must not set ${field}, which the operator does not know; write`),
    })),
    {
      name: "a field in dev",
      object: edit(server, ["spec", "backup"], {}),
      environment: "dev",
      finds: ["spec.backup"],
    },
    ...["mariadbRef", "mariaDBRef", "MariaDBRef"].map((field) => ({
      name: `${field} of a Grant`,
      object: edit(named("k8s.mariadb.com/v1alpha1", "Grant", "a"), ["spec", field, "name"], "mariadb"),
      finds: [`spec.${field}`],
      message: /write spec\.mariaDbRef in its place/,
    })),
    ...["s3", "retention", "maxRetentionDays"].map((field) => ({
      name: `${field} of a Backup`,
      object: edit(backup(), ["spec", field], "30d"),
      finds: [`spec.${field}`],
    })),
    {
      name: "S3 of a Restore",
      object: edit(named("k8s.mariadb.com/v1alpha1", "Restore", "a"), ["spec", "s3"], {}),
      finds: [],
    },
    {
      name: "a monitor that is a switch",
      object: edit(server, ["spec", "metrics", "serviceMonitor"], true),
      finds: ["spec.metrics.serviceMonitor"],
      message: /must write spec\.metrics\.serviceMonitor as an object/,
    },
    {
      name: "a monitor",
      object: edit(server, ["spec", "metrics", "serviceMonitor"], { interval: "30s" }),
      finds: [],
    },
    { name: "metrics that are a switch", object: edit(server, ["spec", "metrics"], true), finds: [] },
    { name: "a field that is null", object: edit(server, ["spec", "backup"], null), finds: [] },
    {
      name: "a field that is not known yet",
      object: edit(server, ["spec", "backup"], UNKNOWN),
      finds: ["spec.backup"],
      undecided: true,
    },
    { name: "no spec", object: edit(server, ["spec"], undefined), finds: [] },
    {
      name: "the same field of another kind",
      object: edit(named("velero.io/v1", "Schedule", "a"), ["spec", "backup"], {}),
      finds: [],
    },
  ]);
});
