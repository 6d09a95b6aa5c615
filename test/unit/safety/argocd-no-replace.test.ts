import { UNKNOWN, type Value } from "../../../safety";
import { argocdNoReplace } from "../../../safety/rules/argocd-no-replace";
import { edit, named } from "./objects";
import { table } from "./table";

const settings = named("v1", "ConfigMap", "argocd-cmd-params-cm", "argocd");
const at = 'data["server.sync.replace.allowed"]';
const withValue = (value: Value) => edit(settings, ["data", "server.sync.replace.allowed"], value);

describe("argocd-no-replace", () => {
  table(argocdNoReplace, [
    ...["false"].map((value) => ({ name: `the value ${value}`, object: withValue(value), finds: [] })),
    ...["true"].map((value) => ({
      name: `the value "${value}"`,
      object: withValue(value),
      finds: [at],
      message: /must not set data\["server\.sync\.replace\.allowed"\] to "true", but to "false"/,
    })),
    { name: "no value", object: settings, finds: [at] },
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
