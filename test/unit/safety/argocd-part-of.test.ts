import { UNKNOWN, type Value } from "../../../safety";
import { argocdPartOf } from "../../../safety/rules/argocd-part-of";
import { edit, named } from "./objects";
import { table } from "./table";

const settings = named("v1", "ConfigMap", "argocd-rbac-cm", "argocd");
const at = 'metadata.labels["app.kubernetes.io/part-of"]';
const withValue = (value: Value) =>
  edit(settings, ["metadata", "labels", "app.kubernetes.io/part-of"], value);

describe("argocd-part-of", () => {
  table(argocdPartOf, [
    ...["argocd"].map((value) => ({ name: `the value ${value}`, object: withValue(value), finds: [] })),
    ...["platform"].map((value) => ({
      name: `the value "${value}"`,
      object: withValue(value),
      finds: [at],
      message:
        /must not set metadata\.labels\["app\.kubernetes\.io\/part-of"\] to "platform", but to "argocd"/,
    })),
    { name: "no value", object: settings, finds: [at] },
    { name: "a value that is no text", object: withValue(true), finds: [at] },
    { name: "a value that is not known yet", object: withValue(UNKNOWN), finds: [at], undecided: true },
    { name: "another ConfigMap", object: edit(withValue("platform"), ["metadata", "name"], "x"), finds: [] },
    { name: "a ConfigMap without metadata", object: { apiVersion: "v1", kind: "ConfigMap" }, finds: [] },
    {
      name: "a name that is not known yet",
      object: named("v1", "ConfigMap", UNKNOWN),
      finds: ["metadata.name"],
      undecided: true,
    },
  ]);
});
