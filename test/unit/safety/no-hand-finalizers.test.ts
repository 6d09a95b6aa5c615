import { UNKNOWN } from "../../../safety";
import { noHandFinalizers } from "../../../safety/rules/no-hand-finalizers";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const server = mariadb();
const finalizers = ["metadata", "finalizers"];
const finds = ["metadata.finalizers[0]"];

describe("no-hand-finalizers", () => {
  table(noHandFinalizers, [
    { name: "no finalizers", object: server, finds: [] },
    ...[
      "mariadb.mmontes.io/finalizer",
      "k8s.mariadb.com/finalizer",
      "database.k8s.mariadb.com/finalizer",
      "enterprise.mariadb.com/finalizer",
    ].map((finalizer) => ({
      name: `the finalizer ${finalizer}`,
      object: edit(server, finalizers, [finalizer]),
      finds,
      message: new RegExp(`must not write "${finalizer}" in metadata\\.finalizers\\[0\\]`),
    })),
    {
      name: "the finalizer in dev, behind another",
      object: edit(server, finalizers, ["example.com/a", "k8s.mariadb.com/finalizer"]),
      environment: "dev",
      finds: ["metadata.finalizers[1]"],
    },
    {
      name: "an object of the old group",
      object: edit(named("mariadb.mmontes.io/v1alpha1", "MariaDB", "db"), finalizers, [
        "mariadb.mmontes.io/finalizer",
      ]),
      finds,
    },
    {
      name: "finalizers of others",
      object: edit(server, finalizers, ["example.com/finalizer", "notk8s.mariadb.com.example.com/x"]),
      finds: [],
    },
    {
      name: "a text",
      object: edit(server, finalizers, "k8s.mariadb.com/finalizer"),
      finds: ["metadata.finalizers"],
    },
    {
      name: "a finalizer that is not known yet",
      object: edit(server, finalizers, [UNKNOWN]),
      finds,
      undecided: true,
    },
    { name: "no metadata", object: edit(server, ["metadata"], undefined), finds: [] },
    {
      name: "an object of another group",
      object: edit(named("v1", "Secret", "a"), finalizers, ["k8s.mariadb.com/finalizer"]),
      finds: [],
    },
  ]);
});
