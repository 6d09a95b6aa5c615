import { UNKNOWN, type Value } from "../../../safety";
import { argocdTracking } from "../../../safety/rules/argocd-tracking";
import { edit, named } from "./objects";
import { table } from "./table";

const settings = named("v1", "ConfigMap", "argocd-cm", "argocd");
const at = 'data["application.resourceTrackingMethod"]';
const withValue = (value: Value) => edit(settings, ["data", "application.resourceTrackingMethod"], value);

describe("argocd-tracking", () => {
  table(argocdTracking, [
    ...["annotation", "annotation+label"].map((value) => ({
      name: `the value ${value}`,
      object: withValue(value),
      finds: [],
    })),
    ...["label", ""].map((value) => ({
      name: `the value "${value}"`,
      object: withValue(value),
      finds: [at],
      message:
        /must not set data\["application\.resourceTrackingMethod"\] to .*, but to "annotation" or "annotation\+label"/,
    })),
    { name: "no value", object: settings, finds: [] },
    { name: "a value that is no text", object: withValue(true), finds: [at] },
    { name: "a value that is not known yet", object: withValue(UNKNOWN), finds: [at], undecided: true },
    { name: "another ConfigMap", object: edit(withValue("label"), ["metadata", "name"], "x"), finds: [] },
    { name: "a ConfigMap without metadata", object: { apiVersion: "v1", kind: "ConfigMap" }, finds: [] },
    {
      name: "a name that is not known yet",
      object: named("v1", "ConfigMap", UNKNOWN),
      finds: ["metadata.name"],
      undecided: true,
    },
  ]);
});
