import { UNKNOWN, type Value } from "../../../safety";
import { singleWriterVolumes } from "../../../safety/rules/single-writer-volumes";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const claim = (accessModes: Value) =>
  edit(named("v1", "PersistentVolumeClaim", "a"), ["spec"], { accessModes });

describe("single-writer-volumes", () => {
  table(singleWriterVolumes, [
    { name: "one node", object: claim(["ReadWriteOnce"]), finds: [] },
    { name: "one pod", object: claim(["ReadWriteOncePod"]), finds: [] },
    {
      name: "many nodes",
      object: claim(["ReadWriteOnce", "ReadWriteMany"]),
      finds: ["spec.accessModes[1]"],
      message: /"ReadWriteMany"/,
    },
    { name: "no modes", object: claim(null), finds: [] },
    {
      name: "modes that are not known yet",
      object: claim(UNKNOWN),
      finds: ["spec.accessModes"],
      undecided: true,
    },
    { name: "a server that names none", object: mariadb(), finds: [] },
    {
      name: "the template of a server",
      object: edit(mariadb(), ["spec", "storage", "volumeClaimTemplate", "accessModes"], ["ReadWriteMany"]),
      finds: ["spec.storage.volumeClaimTemplate.accessModes[0]"],
    },
    {
      name: "the template of a StatefulSet",
      object: edit(
        named("apps/v1", "StatefulSet", "a"),
        ["spec", "volumeClaimTemplates", 0, "spec", "accessModes"],
        ["ReadWriteMany"],
      ),
      finds: ["spec.volumeClaimTemplates[0].spec.accessModes[0]"],
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
