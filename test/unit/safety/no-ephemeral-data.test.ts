import { UNKNOWN, type Value } from "../../../safety";
import { noEphemeralData } from "../../../safety/rules/no-ephemeral-data";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const ephemeral = ["spec", "storage", "ephemeral"];
const set = (volumes: Value, mountPath: Value = "/var/lib/mysql", kind = "StatefulSet") =>
  edit(named("apps/v1", kind, "mariadb"), ["spec", "template", "spec"], {
    containers: [{ name: "mariadb", volumeMounts: [{ name: "data", mountPath }] }],
    volumes,
  });
const pod = "spec.template.spec.volumes";

describe("no-ephemeral-data", () => {
  table(noEphemeralData, [
    { name: "a server with volumes", object: mariadb(), finds: [] },
    { name: "an ephemeral server", object: edit(mariadb(), ephemeral, true), finds: [ephemeral.join(".")] },
    { name: "a server that is not ephemeral", object: edit(mariadb(), ephemeral, false), finds: [] },
    {
      name: "a server that is not known yet",
      object: edit(mariadb(), ephemeral, UNKNOWN),
      finds: [ephemeral.join(".")],
      undecided: true,
    },
    { name: "a claim of a StatefulSet", object: set(undefined as unknown as Value), finds: [] },
    {
      name: "data in an emptyDir",
      object: set([{ name: "data", emptyDir: {} }]),
      finds: [`${pod}[0].emptyDir`],
    },
    {
      name: "data on the host",
      object: set([{ name: "a" }, { name: "data", hostPath: { path: "/a" } }]),
      finds: [`${pod}[1].hostPath`],
    },
    {
      name: "data of a Deployment",
      object: set([{ name: "data", emptyDir: {} }], "/var/lib/mysql/data", "Deployment"),
      finds: [`${pod}[0].emptyDir`],
    },
    {
      name: "data of another image",
      object: set([{ name: "data", emptyDir: {} }], "/bitnami/mariadb"),
      finds: [`${pod}[0].emptyDir`],
    },
    { name: "temporary files", object: set([{ name: "data", emptyDir: {} }], "/tmp"), finds: [] },
    {
      name: "a directory that begins alike",
      object: set([{ name: "data", emptyDir: {} }], "/var/lib/mysql-files"),
      finds: [],
    },
    { name: "another volume", object: set([{ name: "tmp", emptyDir: {} }]), finds: [] },
    { name: "volumes that are not known yet", object: set(UNKNOWN), finds: [pod], undecided: true },
    { name: "a volume that is not known yet", object: set([UNKNOWN]), finds: [`${pod}[0]`], undecided: true },
    {
      name: "a kind of volume that is not known yet",
      object: set([{ name: "data", hostPath: UNKNOWN }]),
      finds: [`${pod}[0].hostPath`],
      undecided: true,
    },
    { name: "no pod", object: named("apps/v1", "StatefulSet", "a"), finds: [] },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
