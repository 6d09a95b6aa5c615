import { UNKNOWN } from "../../../safety";
import { noHostPath } from "../../../safety/rules/no-host-path";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const volume = named("v1", "PersistentVolume", "a");
const set = named("apps/v1", "StatefulSet", "a");
const inPod = ["spec", "template", "spec", "volumes"];

describe("no-host-path", () => {
  table(noHostPath, [
    { name: "a volume of a driver", object: edit(volume, ["spec", "csi"], {}), finds: [] },
    {
      name: "a volume on the host",
      object: edit(volume, ["spec", "hostPath"], { path: "/a" }),
      finds: ["spec.hostPath"],
    },
    {
      name: "a volume that is not known yet",
      object: edit(volume, ["spec", "hostPath"], UNKNOWN),
      finds: ["spec.hostPath"],
      undecided: true,
    },
    { name: "a server", object: mariadb(), finds: [] },
    {
      name: "a server with the host's files",
      object: edit(mariadb(), ["spec", "volumes"], [{ hostPath: {} }]),
      finds: ["spec.volumes[0].hostPath"],
    },
    {
      name: "a StatefulSet with the host's files",
      object: edit(set, inPod, [{ emptyDir: {} }, { hostPath: {} }]),
      finds: ["spec.template.spec.volumes[1].hostPath"],
    },
    {
      name: "volumes that are not known yet",
      object: edit(set, inPod, UNKNOWN),
      finds: ["spec.template.spec.volumes"],
      undecided: true,
    },
    { name: "no spec", object: volume, finds: [] },
  ]);
});
