import { UNKNOWN, type Value } from "../../../safety";
import { secretWatchLabel } from "../../../safety/rules/secret-watch-label";
import { edit, mariadb, named } from "./objects";
import { setTable } from "./table";

const namespace = "mariadb-production";
const server = edit(mariadb(), ["spec", "rootPasswordSecretKeyRef"], { name: "root", key: "password" });
const user = edit(named("k8s.mariadb.com/v1alpha1", "User", "app", namespace), ["spec"], {
  passwordSecretKeyRef: { name: "root" },
});
const watch = "k8s.mariadb.com/watch";
const secret = named("v1", "Secret", "root", namespace);
const sealed = named("bitnami.com/v1alpha1", "SealedSecret", "root", namespace);
const external = (name: Value) =>
  edit(named("external-secrets.io/v1", "ExternalSecret", "a", namespace), ["spec", "target", "name"], name);
const template = ["spec", "target", "template", "metadata", "labels", watch];

describe("secret-watch-label", () => {
  setTable(secretWatchLabel, [
    {
      name: "a labelled Secret",
      objects: [server, edit(secret, ["metadata", "labels", watch], "")],
      finds: [],
    },
    { name: "a Secret", objects: [server, secret], finds: [`1 metadata.labels["${watch}"]`] },
    { name: "a Secret of a user", objects: [secret, user], finds: [`0 metadata.labels["${watch}"]`] },
    {
      name: "a sealed Secret",
      objects: [server, sealed],
      finds: [`1 spec.template.metadata.labels["${watch}"]`],
    },
    {
      name: "a sealed Secret with the label",
      objects: [server, edit(sealed, ["spec", "template", "metadata", "labels", watch], "")],
      finds: [],
    },
    {
      name: "the label on the SealedSecret itself",
      objects: [server, edit(sealed, ["metadata", "labels", watch], "")],
      finds: [`1 spec.template.metadata.labels["${watch}"]`],
    },
    {
      name: "an ExternalSecret",
      objects: [server, external("root")],
      finds: [`1 spec.target.template.metadata.labels["${watch}"]`],
    },
    {
      name: "an ExternalSecret with the label",
      objects: [server, edit(external("root"), template, "")],
      finds: [],
    },
    { name: "a Secret that no database reads", objects: [server, external("other")], finds: [] },
    {
      name: "a Secret in another namespace",
      objects: [server, edit(secret, ["metadata", "namespace"], "b")],
      finds: [],
    },
    { name: "a Secret without a server", objects: [secret], finds: [] },
    {
      name: "a label that is not known yet",
      objects: [server, edit(external("root"), template, UNKNOWN)],
      finds: [`1 spec.target.template.metadata.labels["${watch}"]`],
      undecided: true,
    },
    {
      name: "a template that is not known yet",
      objects: [server, edit(sealed, ["spec"], UNKNOWN)],
      finds: ["1 spec"],
      undecided: true,
    },
    { name: "objects without a spec", objects: [edit(server, ["spec"], undefined), secret], finds: [] },
  ]);
});
