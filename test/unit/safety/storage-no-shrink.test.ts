import { UNKNOWN, type Value } from "../../../safety";
import { storageNoShrink } from "../../../safety/rules/storage-no-shrink";
import { backup, edit, mariadb, named, type Manifest } from "./objects";
import { changeTable } from "./table";

const size = ["spec", "storage", "size"];
const server = (value: Value | undefined) => edit(mariadb(), size, value);
const requests = (storage: Value): Value => ({ resources: { requests: { storage } } });
const claim = (storage: Value) =>
  edit(named("v1", "PersistentVolumeClaim", "data", "a"), ["spec"], requests(storage));
const set = (...templates: readonly [string, Value][]): Manifest =>
  edit(
    named("apps/v1", "StatefulSet", "mariadb", "a"),
    ["spec", "volumeClaimTemplates"],
    templates.map(([name, storage]): Value => ({ metadata: { name }, spec: requests(storage) })),
  );
const stored = (storage: Value) =>
  edit(backup(), ["spec", "storage"], { persistentVolumeClaim: requests(storage) });

describe("storage-no-shrink", () => {
  changeTable(storageNoShrink, [
    { name: "the same size", before: [server("500Gi")], after: [server("500Gi")], finds: [] },
    { name: "the same size in another unit", before: [server("1Gi")], after: [server("1024Mi")], finds: [] },
    { name: "more", before: [server("500Gi")], after: [server("1Ti")], finds: [] },
    {
      name: "less",
      before: [server("500Gi")],
      after: [named("v1", "Secret", "other"), server("100Gi")],
      finds: ["1 spec.storage.size"],
      message: /must not shrink spec\.storage\.size from "500Gi" to "100Gi"/,
    },
    {
      name: "decimal units, which are smaller",
      before: [server("500Gi")],
      after: [server("500G")],
      finds: ["0 spec.storage.size"],
    },
    {
      name: "another server",
      before: [server("500Gi")],
      after: [edit(server("1Gi"), ["metadata", "name"], "b")],
      finds: [],
    },
    { name: "a new server", before: [], after: [server("1Gi")], finds: [] },
    { name: "a server that is gone", before: [server("500Gi")], after: [], finds: [] },
    {
      name: "a size that is left out now",
      before: [server("500Gi")],
      after: [server(undefined)],
      finds: ["0 spec.storage.size"],
      message: /must keep spec\.storage\.size, which was "500Gi"/,
    },
    { name: "a size that is new", before: [server(undefined)], after: [server("1Gi")], finds: [] },
    {
      name: "a size that is no quantity",
      before: [server("500Gi")],
      after: [server("500 GB")],
      finds: ["0 spec.storage.size"],
    },
    {
      name: "a size that is not known yet",
      before: [server("500Gi"), claim("2Gi")],
      after: [server(UNKNOWN), claim("2Gi")],
      finds: ["0 spec.storage.size"],
      undecided: true,
    },
    {
      name: "an earlier size that nobody knows",
      before: [server(UNKNOWN)],
      after: [server("500Gi")],
      finds: ["0 spec.storage.size"],
      undecided: true,
    },
    {
      name: "no spec at all",
      before: [named("v1", "PersistentVolumeClaim", "data")],
      after: [named("v1", "PersistentVolumeClaim", "data")],
      finds: [],
    },
    {
      name: "a smaller claim",
      before: [claim("2Gi")],
      after: [claim("1Gi")],
      finds: ["0 spec.resources.requests.storage"],
    },
    {
      name: "a smaller volume of backups",
      before: [stored("2Gi")],
      after: [stored("1Gi")],
      finds: ["0 spec.storage.persistentVolumeClaim.resources.requests.storage"],
    },
    {
      name: "a smaller claim template, in any order",
      before: [set(["data", "10Gi"], ["logs", "1Gi"])],
      after: [set(["logs", "1Gi"], ["data", "5Gi"])],
      finds: ["0 spec.volumeClaimTemplates[1].spec.resources.requests.storage"],
    },
    {
      name: "a claim template of another name",
      before: [set(["data", "10Gi"])],
      after: [set(["other", "5Gi"])],
      finds: [],
    },
    {
      name: "a newer version of the group",
      before: [edit(server("2Gi"), ["apiVersion"], "k8s.mariadb.com/v1")],
      after: [server("1Gi")],
      finds: ["0 spec.storage.size"],
    },
  ]);
});
