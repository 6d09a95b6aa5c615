import { UNKNOWN, type Value } from "../../../safety";
import { volumeMountsNamed } from "../../../safety/rules/volume-mounts-named";
import { edit, named } from "./objects";
import { table } from "./table";

const spec = ["spec", "template", "spec"];
const set = (name: Value, volumes: Value, image: Value = "mariadb:11.8") =>
  edit(named("apps/v1", "StatefulSet", "db"), spec, {
    containers: [{ image, volumeMounts: [{ name, mountPath: "/var/lib/mysql" }] }],
    volumes,
  });
const found = ["spec.template.spec.containers[0].volumeMounts[0].name"];
const config = [{ name: "config", emptyDir: {} }];
const claims = ["spec", "volumeClaimTemplates"];

describe("volume-mounts-named", () => {
  table(volumeMountsNamed, [
    { name: "a volume of the pod", object: set("config", config), finds: [] },
    {
      name: "a volume that is not there",
      object: set("data", config),
      finds: found,
      message: /must not mount the volume "data"/,
    },
    { name: "no volumes", object: set("data", null), finds: found },
    {
      name: "a claim of the set",
      object: edit(set("data", config), claims, [{ metadata: { name: "data" } }]),
      finds: [],
    },
    {
      name: "another claim of the set",
      object: edit(set("data", config), claims, [{ metadata: { name: "date" } }]),
      finds: found,
    },
    {
      name: "volumes that are not known yet",
      object: set("data", UNKNOWN),
      finds: ["spec.template.spec.volumes"],
      undecided: true,
    },
    {
      name: "a volume that is not known yet",
      object: set("data", [{ name: UNKNOWN }]),
      finds: ["spec.template.spec.volumes"],
      undecided: true,
    },
    { name: "a mount that is not known yet", object: set(UNKNOWN, config), finds: found, undecided: true },
    {
      name: "a workload without a database",
      object: edit(
        set("data", config, "app:1"),
        [...spec, "containers", 0, "volumeMounts", 0, "mountPath"],
        "/a",
      ),
      finds: [],
    },
    { name: "no pod", object: named("apps/v1", "StatefulSet", "db"), finds: [] },
  ]);
});
