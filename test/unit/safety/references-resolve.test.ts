import { UNKNOWN, type Value } from "../../../safety";
import { referencesResolve } from "../../../safety/rules/references-resolve";
import { edit, mariadb, named, type Manifest } from "./objects";
import { setTable } from "./table";

const object = (kind: string, spec: Record<string, Value>, name = "a", namespace?: string): Manifest =>
  edit(named("k8s.mariadb.com/v1alpha1", kind, name, namespace), ["spec"], spec);
const server = mariadb();
const ref = (name: Value, more: Record<string, Value> = {}): Record<string, Value> => ({
  mariaDbRef: { name, ...more },
});
const user = object("User", ref("mariadb"), "app");
const grant = (username: Value) => object("Grant", { ...ref("mariadb"), username });

describe("references-resolve", () => {
  setTable(referencesResolve, [
    { name: "a server that is there", objects: [server, object("Backup", ref("mariadb"))], finds: [] },
    {
      name: "a server that is not there",
      objects: [server, object("Backup", ref("maria"))],
      finds: ["1 spec.mariaDbRef.name"],
      message: /must not name the MariaDB "maria" in spec\.mariaDbRef\.name/,
    },
    { name: "a base without any server", objects: [object("Backup", ref("maria"))], finds: [] },
    {
      name: "a server in another namespace",
      objects: [server, object("Backup", ref("maria"), "a", "shop")],
      finds: [],
    },
    {
      name: "a server that is named with its namespace",
      objects: [server, object("Backup", ref("maria", { namespace: "mariadb-production" }), "a", "shop")],
      finds: ["1 spec.mariaDbRef.name"],
    },
    {
      name: "an external server",
      objects: [server, object("Database", ref("legacy", { kind: "ExternalMariaDB" }))],
      finds: [],
    },
    {
      name: "a name that is not known yet",
      objects: [server, object("Backup", ref(UNKNOWN))],
      finds: ["1 spec.mariaDbRef.name"],
      undecided: true,
    },
    {
      name: "a server whose name is not known yet",
      objects: [edit(server, ["metadata", "name"], UNKNOWN), object("Backup", ref("maria"))],
      finds: [],
    },
    {
      name: "the backup of a restore",
      objects: [object("Backup", ref("m"), "nightly"), object("Restore", { backupRef: { name: "night" } })],
      finds: ["1 spec.backupRef.name"],
    },
    {
      name: "a physical backup to start from",
      objects: [
        object("Backup", ref("m"), "nightly"),
        object("MariaDB", { bootstrapFrom: { backupRef: { name: "x", kind: "PhysicalBackup" } } }, "m"),
      ],
      finds: [],
    },
    {
      name: "the proxy of a server",
      objects: [object("MaxScale", {}, "proxy"), object("MariaDB", { maxScaleRef: { name: "prox" } })],
      finds: ["1 spec.maxScaleRef.name"],
    },
    { name: "a user that is there", objects: [user, grant("app")], finds: [] },
    { name: "a user that is not there", objects: [user, grant("apps")], finds: ["1 spec.username"] },
    {
      name: "a user by its name in SQL",
      objects: [edit(user, ["spec", "name"], "shop"), grant("shop")],
      finds: [],
    },
    { name: "no users at all", objects: [grant("apps")], finds: [] },
    { name: "root", objects: [user, grant("root")], finds: [] },
    {
      name: "the user of the server itself",
      objects: [edit(server, ["spec", "username"], "first"), user, grant("first")],
      finds: [],
    },
    {
      name: "users of another server",
      objects: [edit(user, ["spec", "mariaDbRef", "name"], "other"), grant("apps")],
      finds: [],
    },
    { name: "no spec", objects: [server, named("k8s.mariadb.com/v1alpha1", "Backup", "a")], finds: [] },
  ]);
});
