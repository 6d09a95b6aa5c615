import { UNKNOWN } from "../../../safety";
import { pvcRetain } from "../../../safety/rules/pvc-retain";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const server = mariadb();
const policy = ["spec", "storage", "pvcRetentionPolicy"];
const set = named("apps/v1", "StatefulSet", "mariadb");
const setPolicy = ["spec", "persistentVolumeClaimRetentionPolicy"];
const storage = edit(named("storage.k8s.io/v1", "StorageClass", "premium-ssd"), ["reclaimPolicy"], "Retain");
const volume = named("v1", "PersistentVolume", "data");
const reclaim = ["spec", "persistentVolumeReclaimPolicy"];
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];

describe("pvc-retain", () => {
  table(pvcRetain, [
    { name: "a MariaDB that says nothing, which means Retain", object: server, finds: [] },
    {
      name: "a MariaDB that retains",
      object: edit(server, policy, { whenDeleted: "Retain", whenScaled: "Retain" }),
      finds: [],
    },
    {
      name: "a MariaDB whose claims go with it",
      object: edit(server, policy, { whenDeleted: "Delete", whenScaled: "Retain" }),
      finds: ["spec.storage.pvcRetentionPolicy.whenDeleted"],
      message: /must not set spec\.storage\.pvcRetentionPolicy\.whenDeleted to "Delete", but to "Retain"/,
    },
    {
      name: "a MariaDB whose claims go with its replicas, in dev too",
      object: edit(server, policy, { whenScaled: "Delete" }),
      environment: "dev",
      finds: ["spec.storage.pvcRetentionPolicy.whenScaled"],
    },
    {
      name: "a policy that is a text",
      object: edit(server, policy, "Delete"),
      finds: ["spec.storage.pvcRetentionPolicy"],
    },
    {
      name: "a policy that is not known yet",
      object: edit(server, policy, UNKNOWN),
      finds: ["spec.storage.pvcRetentionPolicy"],
      undecided: true,
    },
    { name: "a MariaDB without a spec", object: edit(server, ["spec"], undefined), finds: [] },
    { name: "a StatefulSet that says nothing", object: set, finds: [] },
    {
      name: "a StatefulSet whose claims go with it",
      object: edit(set, setPolicy, { whenDeleted: "Delete", whenScaled: "Delete" }),
      finds: [
        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
        "spec.persistentVolumeClaimRetentionPolicy.whenScaled",
      ],
    },
    {
      name: "a StatefulSet without data",
      object: edit(edit(set, setPolicy, { whenDeleted: "Delete" }), stateless, "stateless"),
      finds: [],
    },
    { name: "a StorageClass that retains", object: storage, finds: [] },
    {
      name: "a StorageClass that says nothing, which means Delete",
      object: edit(storage, ["reclaimPolicy"], undefined),
      finds: ["reclaimPolicy"],
      message: /must set reclaimPolicy to "Retain"/,
    },
    {
      name: "a StorageClass that deletes",
      object: edit(storage, ["reclaimPolicy"], "Delete"),
      finds: ["reclaimPolicy"],
    },
    {
      name: "a StorageClass whose policy is not known yet",
      object: edit(storage, ["reclaimPolicy"], UNKNOWN),
      finds: ["reclaimPolicy"],
      undecided: true,
    },
    {
      name: "a StorageClass of caches",
      object: edit(edit(storage, ["reclaimPolicy"], "Delete"), stateless, "stateless"),
      finds: [],
    },
    { name: "a volume that says nothing, which means Retain", object: volume, finds: [] },
    {
      name: "a volume that is recycled",
      object: edit(volume, reclaim, "Recycle"),
      finds: ["spec.persistentVolumeReclaimPolicy"],
    },
  ]);
});
