import { UNKNOWN, type Value } from "../../../safety";
import { argocdImpersonation } from "../../../safety/rules/argocd-impersonation";
import { edit, named } from "./objects";
import { table } from "./table";

const settings = named("v1", "ConfigMap", "argocd-cm", "argocd");
const at = 'data["application.sync.impersonation.enabled"]';
const withValue = (value: Value) => edit(settings, ["data", "application.sync.impersonation.enabled"], value);

describe("argocd-impersonation", () => {
  table(argocdImpersonation, [
    ...["true"].map((value) => ({ name: `the value ${value}`, object: withValue(value), finds: [] })),
    ...["false"].map((value) => ({
      name: `the value "${value}"`,
      object: withValue(value),
      finds: [at],
      message: /must not set data\["application\.sync\.impersonation\.enabled"\] to "false", but to "true"/,
    })),
    { name: "no value", object: settings, finds: [at] },
    { name: "a value that is no text", object: withValue(true), finds: [at] },
    { name: "a value that is not known yet", object: withValue(UNKNOWN), finds: [at], undecided: true },
    { name: "another ConfigMap", object: edit(withValue("false"), ["metadata", "name"], "x"), finds: [] },
    { name: "a ConfigMap without metadata", object: { apiVersion: "v1", kind: "ConfigMap" }, finds: [] },
    {
      name: "a name that is not known yet",
      object: named("v1", "ConfigMap", UNKNOWN),
      finds: ["metadata.name"],
      undecided: true,
    },
    {
      name: "accounts that are not enforced",
      object: edit(withValue("true"), ["data", "application.sync.impersonation.enforced"], "false"),
      finds: ['data["application.sync.impersonation.enforced"]'],
    },
  ]);
});
