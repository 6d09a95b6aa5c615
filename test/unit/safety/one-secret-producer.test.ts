import { UNKNOWN } from "../../../safety";
import { oneSecretProducer } from "../../../safety/rules/one-secret-producer";
import { edit, named } from "./objects";
import { setTable } from "./table";

const sealed = named("bitnami.com/v1alpha1", "SealedSecret", "mariadb-root", "a");
const external = named("external-secrets.io/v1", "ExternalSecret", "from-store", "a");
const target = ["spec", "target", "name"];
const rival = edit(external, target, "mariadb-root");

describe("one-secret-producer", () => {
  setTable(oneSecretProducer, [
    { name: "different Secrets", objects: [sealed, external], finds: [] },
    {
      name: "a sealed and an external secret with one target",
      objects: [sealed, rival],
      finds: ["0 metadata.name", "1 spec.target.name"],
      message:
        /must not write the Secret "mariadb-root", because the ExternalSecret "from-store" writes it too/,
    },
    {
      name: "an external secret that is called like its target",
      objects: [sealed, edit(external, ["metadata", "name"], "mariadb-root")],
      finds: ["0 metadata.name", "1 metadata.name"],
    },
    {
      name: "a plain Secret beside an external one",
      objects: [named("v1", "Secret", "mariadb-root", "a"), rival],
      finds: ["0 metadata.name", "1 spec.target.name"],
    },
    { name: "other namespaces", objects: [sealed, edit(rival, ["metadata", "namespace"], "b")], finds: [] },
    {
      name: "a namespace that comes later",
      objects: [sealed, edit(rival, ["metadata", "namespace"], undefined)],
      finds: ["0 metadata.name", "1 spec.target.name"],
    },
    ...["Merge", "None"].map((policy) => ({
      name: `an external secret with creationPolicy ${policy}`,
      objects: [sealed, edit(rival, ["spec", "target", "creationPolicy"], policy)],
      finds: [],
    })),
    {
      name: "a sealed secret that patches",
      objects: [edit(sealed, ["metadata", "annotations", "sealedsecrets.bitnami.com/patch"], "true"), rival],
      finds: [],
    },
    {
      name: "namespaces that come later, in two folders",
      objects: [sealed, rival].map((object) => edit(object, ["metadata", "namespace"], undefined)),
      context: { placeOf: (object) => (object as { kind: string }).kind },
      finds: [],
    },
    {
      name: "one namespace in two folders, which two clusters may have",
      objects: [sealed, rival],
      context: { placeOf: (object) => (object as { kind: string }).kind },
      finds: [],
    },
    {
      name: "a folder and one below it",
      objects: [sealed, rival],
      context: { placeOf: (object) => ((object as { kind: string }).kind === "SealedSecret" ? "a" : "a/b") },
      finds: ["0 metadata.name", "1 spec.target.name"],
    },
    { name: "an unknown target that is alone", objects: [edit(external, target, UNKNOWN)], finds: [] },
    {
      name: "an unknown target beside others, and what is known of them",
      objects: [sealed, edit(external, target, UNKNOWN), edit(sealed, ["metadata", "name"], "other")],
      finds: ["1 spec.target.name"],
      undecided: true,
    },
    {
      name: "an object of a kind that is not known yet, for itself",
      objects: [{ apiVersion: "bitnami.com/v1alpha1", kind: UNKNOWN }, sealed],
      finds: ["0 kind"],
      undecided: true,
    },
    { name: "objects without metadata", objects: [{ apiVersion: "v1", kind: "Secret" }, sealed], finds: [] },
    {
      name: "a patch annotation that is not known yet",
      objects: [edit(sealed, ["metadata", "annotations"], UNKNOWN), rival],
      finds: ["0 metadata.name", "1 spec.target.name"],
    },
  ]);
});
