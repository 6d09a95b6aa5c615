import { UNKNOWN, type Value } from "../../../safety";
import { argocdNoExec } from "../../../safety/rules/argocd-no-exec";
import { edit, named } from "./objects";
import { table } from "./table";

const settings = named("v1", "ConfigMap", "argocd-cm", "argocd");
const at = 'data["exec.enabled"]';
const withValue = (value: Value) => edit(settings, ["data", "exec.enabled"], value);

describe("argocd-no-exec", () => {
  table(argocdNoExec, [
    ...["false"].map((value) => ({ name: `the value ${value}`, object: withValue(value), finds: [] })),
    ...["true"].map((value) => ({
      name: `the value "${value}"`,
      object: withValue(value),
      finds: [at],
      message: /must not set data\["exec\.enabled"\] to "true", but to "false"/,
    })),
    { name: "no value", object: settings, finds: [] },
    { name: "a value that is no text", object: withValue(true), finds: [at] },
    { name: "a value that is not known yet", object: withValue(UNKNOWN), finds: [at], undecided: true },
    { name: "another ConfigMap", object: edit(withValue("true"), ["metadata", "name"], "x"), finds: [] },
    { name: "a ConfigMap without metadata", object: { apiVersion: "v1", kind: "ConfigMap" }, finds: [] },
    {
      name: "a name that is not known yet",
      object: named("v1", "ConfigMap", UNKNOWN),
      finds: ["metadata.name"],
      undecided: true,
    },
  ]);
});
