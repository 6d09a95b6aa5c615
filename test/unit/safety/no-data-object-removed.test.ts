import { UNKNOWN } from "../../../safety";
import { noDataObjectRemoved } from "../../../safety/rules/no-data-object-removed";
import { backup, edit, mariadb, named } from "./objects";
import { changeTable } from "./table";

const database = named("k8s.mariadb.com/v1alpha1", "Database", "app", "mariadb-production");
const confirm = ["metadata", "annotations", "mariadb-gitops.dev/confirm-deletion"];
const guarded = edit(database, ["metadata", "annotations"], {
  "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
});
const finds = ["-0 metadata.name"];

describe("no-data-object-removed", () => {
  changeTable(noDataObjectRemoved, [
    { name: "the same objects", before: [mariadb(), database], after: [database, mariadb()], finds: [] },
    { name: "new objects", before: [], after: [mariadb(), database], finds: [] },
    { name: "a server that is gone", before: [mariadb(), backup()], after: [backup()], finds },
    { name: "a database that is gone", before: [database], after: [], finds, message: /DROP or REVOKE/ },
    { name: "a backup that is gone", before: [backup()], after: [mariadb()], finds, message: /no backup/ },
    { name: "a guard that is lost with its object", before: [guarded], after: [], finds },
    {
      name: "an object of another name",
      before: [database],
      after: [edit(database, ["metadata", "name"], "b")],
      finds,
    },
    {
      name: "an object in another namespace",
      before: [database],
      after: [edit(database, ["metadata", "namespace"], "b")],
      finds,
    },
    {
      name: "one change of a namespace, once",
      before: [database, edit(database, ["kind"], "User"), edit(database, ["kind"], "Grant")],
      after: [database, edit(database, ["kind"], "User"), edit(database, ["kind"], "Grant")].map((object) =>
        edit(object, ["metadata", "namespace"], "b"),
      ),
      finds: ["-0 metadata.namespace"],
      message: /must not move to another namespace with 2 more objects, because deleting it runs DROP/,
    },
    {
      name: "what moves beside an object with an exception",
      before: [
        edit(database, ["metadata", "annotations"], {
          "exceptions.mariadb-gitops.dev/no-data-object-removed": "until=2026-02-01; reason=x",
        }),
        edit(database, ["kind"], "User"),
      ],
      after: [database, edit(database, ["kind"], "User")].map((object) =>
        edit(object, ["metadata", "namespace"], "b"),
      ),
      finds: ["-1 metadata.name"],
    },
    {
      name: "an object in another version of its group",
      before: [database],
      after: [edit(database, ["apiVersion"], "k8s.mariadb.com/v1")],
      finds: [],
    },
    {
      name: "what no data hangs on",
      before: [named("v1", "ConfigMap", "a"), named("k8s.mariadb.com/v1alpha1", "Connection", "a")],
      after: [],
      finds: [],
    },
    {
      name: "a namespace, a claim and the producers of Secrets",
      before: [
        named("v1", "Namespace", "a"),
        named("v1", "PersistentVolumeClaim", "a", "a"),
        named("external-secrets.io/v1", "ExternalSecret", "a", "a"),
        named("bitnami.com/v1alpha1", "SealedSecret", "a", "a"),
      ],
      after: [],
      finds: ["-0 metadata.name", "-1 metadata.name", "-2 metadata.name", "-3 metadata.name"],
    },
    {
      name: "a deletion that the manifest claims to confirm: no manifest can",
      before: [edit(database, confirm, "app")],
      after: [],
      finds,
    },
    {
      name: "metadata that nobody knows",
      before: [edit(database, ["metadata"], UNKNOWN)],
      after: [database],
      finds,
    },
    { name: "no metadata", before: [edit(database, ["metadata"], undefined)], after: [], finds },
  ]);
});
