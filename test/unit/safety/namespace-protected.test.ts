import { UNKNOWN, type Value } from "../../../safety";
import { namespaceProtected } from "../../../safety/rules/namespace-protected";
import { edit, mariadb, named } from "./objects";
import { setTable } from "./table";

const label = ["metadata", "labels", "mariadb-gitops.dev/protected"];
const bare = named("v1", "Namespace", "mariadb-production");
const labelled = (value: Value) => edit(bare, label, value);
const finds = ['1 metadata.labels["mariadb-gitops.dev/protected"]'];

describe("namespace-protected", () => {
  setTable(namespaceProtected, [
    { name: "a protected namespace", objects: [mariadb(), labelled("true")], finds: [] },
    { name: "a namespace without labels", objects: [mariadb(), bare], finds },
    { name: "another value", objects: [mariadb(), labelled("false")], finds },
    { name: "a boolean, which is no label", objects: [mariadb(), labelled(true)], finds },
    {
      name: "a namespace without servers",
      objects: [mariadb(), named("v1", "Namespace", "other")],
      finds: [],
    },
    { name: "a set without the namespace", objects: [mariadb()], finds: [] },
    {
      name: "a server that gets its namespace later",
      objects: [edit(mariadb(), ["metadata", "namespace"], undefined), bare],
      finds: [],
    },
    {
      name: "a label that is not known yet",
      objects: [mariadb(), labelled(UNKNOWN)],
      finds,
      undecided: true,
    },
    {
      name: "metadata that is not known yet",
      objects: [mariadb(), edit(bare, ["metadata"], UNKNOWN)],
      finds: ["1 metadata"],
      undecided: true,
    },
    {
      name: "two servers in one namespace",
      objects: [mariadb(), bare, edit(mariadb(), ["metadata", "name"], "b")],
      finds,
    },
    { name: "labels that are a list", objects: [mariadb(), edit(bare, ["metadata", "labels"], [])], finds },
  ]);
});
