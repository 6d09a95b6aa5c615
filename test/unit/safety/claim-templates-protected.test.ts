import { UNKNOWN, type Value } from "../../../safety";
import { claimTemplatesProtected } from "../../../safety/rules/claim-templates-protected";
import { edit, named } from "./objects";
import { table } from "./table";

const set = named("apps/v1", "StatefulSet", "mariadb");
const annotation = "argocd.argoproj.io/sync-options";
const template = (value: Value) =>
  edit(set, ["spec", "volumeClaimTemplates"], [{ metadata: { annotations: { [annotation]: value } } }]);
const finds = [`spec.volumeClaimTemplates[0].metadata.annotations["${annotation}"]`];

describe("claim-templates-protected", () => {
  table(claimTemplatesProtected, [
    { name: "a protected template", object: template("Prune=false,Delete=false"), finds: [] },
    { name: "a template that asks first", object: template("Delete=confirm, Prune=confirm"), finds: [] },
    { name: "half of it", object: template("Prune=false"), finds },
    { name: "another spelling", object: template("prune=false,delete=false"), finds },
    { name: "no annotation", object: edit(set, ["spec", "volumeClaimTemplates"], [{}]), finds },
    { name: "an annotation that is not known yet", object: template(UNKNOWN), finds, undecided: true },
    { name: "no templates", object: set, finds: [] },
    {
      name: "templates that are not known yet",
      object: edit(set, ["spec"], UNKNOWN),
      finds: ["spec"],
      undecided: true,
    },
  ]);
});
