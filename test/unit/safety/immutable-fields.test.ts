import { UNKNOWN, type Value } from "../../../safety";
import { immutable, immutableFields } from "../../../safety/rules/immutable-fields";
import { backup, edit, mariadb, named, type Manifest } from "./objects";
import { changeTable } from "./table";

const operator = "k8s.mariadb.com/v1alpha1";
const groups: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: "v1",
  StatefulSet: "apps/v1",
  StorageClass: "storage.k8s.io/v1",
};
const database = edit(named(operator, "Database", "app", "a"), ["spec"], {
  mariaDbRef: { name: "mariadb" },
  characterSet: "utf8mb4",
});
const change = (object: Manifest, path: string, value: Value | undefined) => ({
  before: [object],
  after: [edit(object, path.split("."), value)],
});

describe("immutable-fields", () => {
  changeTable(immutableFields, [
    { name: "the same objects", before: [mariadb(), backup()], after: [mariadb(), backup()], finds: [] },
    ...Object.entries(immutable).flatMap(([kind, fields]) =>
      fields.map(({ path }) => {
        const object = edit(named(groups[kind] ?? operator, kind, "a", "a"), path, "one");
        const name = `another ${path.join(".")} of a ${kind}`;
        return { name, before: [object], after: [edit(object, path, "two")], finds: [`0 ${path.join(".")}`] };
      }),
    ),
    {
      name: "another character set",
      ...change(database, "spec.characterSet", "latin1"),
      finds: ["0 spec.characterSet"],
      message: /must not change spec\.characterSet, because it cannot change/,
    },
    {
      name: "a character set that is left out now",
      ...change(database, "spec.characterSet", undefined),
      finds: ["0 spec.characterSet"],
      message: /must keep/,
    },
    { name: "the default, written down", ...change(database, "spec.mariaDbRef.kind", "MariaDB"), finds: [] },
    { name: "another than the default", ...change(database, "spec.collate", "x"), finds: ["0 spec.collate"] },
    {
      name: "a field that can never be added",
      ...change(mariadb(), "spec.timeZone", "UTC"),
      finds: ["0 spec.timeZone"],
      message: /must not add/,
    },
    { name: "a field that can be set once", ...change(mariadb(), "spec.serviceAccountName", "a"), finds: [] },
    { name: "a field that may change", ...change(mariadb(), "spec.image", "a"), finds: [] },
    {
      name: "storage in another order, with a null",
      before: [edit(backup(), ["spec", "storage"], { a: [1], b: { c: true } })],
      after: [edit(backup(), ["spec", "storage"], { d: null, b: { c: true }, a: [1] })],
      finds: [],
    },
    {
      name: "a longer list",
      before: [edit(backup(), ["spec", "storage"], { a: [1] })],
      after: [edit(backup(), ["spec", "storage"], { a: [1, 2] })],
      finds: ["0 spec.storage"],
    },
    {
      name: "a part of a field that is not known yet",
      ...change(backup(), "spec.storage.s3.bucket", UNKNOWN),
      finds: ["0 spec.storage"],
      undecided: true,
    },
    {
      name: "a field that is not known yet",
      ...change(backup(), "spec.storage", UNKNOWN),
      finds: ["0 spec.storage"],
      undecided: true,
    },
    {
      name: "an earlier field that nobody knows",
      before: [edit(backup(), ["spec", "storage"], UNKNOWN)],
      after: [backup()],
      finds: ["0 spec.storage"],
      undecided: true,
    },
    {
      name: "no spec",
      before: [edit(database, ["spec"], undefined)],
      after: [edit(database, ["spec"], undefined)],
      finds: [],
    },
    { name: "a spec that is a text", ...change(database, "spec", "a"), finds: ["0 spec"] },
    {
      name: "an object whose name is not known yet",
      ...change(database, "metadata.name", UNKNOWN),
      finds: ["0 metadata.name"],
      undecided: true,
    },
    {
      name: "a new object whose name is not known yet",
      before: [],
      after: [edit(database, ["metadata"], UNKNOWN)],
      finds: [],
    },
    {
      name: "an object of another name",
      ...change(edit(database, ["spec", "name"], "a"), "metadata.name", "b"),
      finds: [],
    },
  ]);
});
