import { UNKNOWN, type Value } from "../../../safety";
import { storageClassNamed } from "../../../safety/rules/storage-class-named";
import { backup, edit, mariadb, named } from "./objects";
import { table } from "./table";

const server = (storage: Value) => edit(mariadb(), ["spec", "storage"], storage);
const claim = edit(named("v1", "PersistentVolumeClaim", "a"), ["spec"], { storageClassName: "ssd" });
const set = (...templates: readonly Value[]) =>
  edit(named("apps/v1", "StatefulSet", "a"), ["spec", "volumeClaimTemplates"], templates);

describe("storage-class-named", () => {
  table(storageClassNamed, [
    { name: "a server with a class", object: mariadb(), finds: [] },
    {
      name: "a server without one",
      object: server({ size: "1Gi" }),
      finds: ["spec.storage.storageClassName"],
    },
    {
      name: "a class in the template",
      object: server({ size: "1Gi", volumeClaimTemplate: { storageClassName: "a" } }),
      finds: [],
    },
    {
      name: "a class beside a template with a size, which the operator writes into it",
      object: server({ size: "1Gi", storageClassName: "a", volumeClaimTemplate: {} }),
      finds: [],
    },
    {
      name: "neither the template nor the storage naming one",
      object: server({ size: "1Gi", volumeClaimTemplate: {} }),
      finds: ["spec.storage.storageClassName"],
    },
    {
      name: "a template without one",
      object: server({ volumeClaimTemplate: {} }),
      finds: ["spec.storage.volumeClaimTemplate.storageClassName"],
    },
    { name: "a server without storage", object: server(null), finds: [] },
    {
      name: "storage that is not known yet",
      object: server(UNKNOWN),
      finds: ["spec.storage"],
      undecided: true,
    },
    {
      name: "a class that is not known yet",
      object: server({ size: "1Gi", storageClassName: UNKNOWN }),
      finds: ["spec.storage.storageClassName"],
      undecided: true,
    },
    { name: "a claim", object: claim, finds: [] },
    {
      name: "a claim of a volume that was made by hand",
      object: edit(claim, ["spec", "storageClassName"], ""),
      finds: [],
    },
    {
      name: "a claim without a class",
      object: edit(claim, ["spec"], undefined),
      finds: ["spec.storageClassName"],
    },
    {
      name: "the templates of a StatefulSet",
      object: set({ spec: { storageClassName: "a" } }, {}),
      finds: ["spec.volumeClaimTemplates[1].spec.storageClassName"],
    },
    { name: "a StatefulSet without volumes", object: named("apps/v1", "StatefulSet", "a"), finds: [] },
    { name: "a backup in S3", object: backup(), finds: [] },
    {
      name: "a backup in a claim",
      object: edit(backup(), ["spec", "storage"], { persistentVolumeClaim: {} }),
      finds: ["spec.storage.persistentVolumeClaim.storageClassName"],
    },
  ]);
});
