import { UNKNOWN } from "../../../safety";
import { pruneLast } from "../../../safety/rules/prune-last";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const app = application("production");
const options = ["spec", "syncPolicy", "syncOptions"];
const finds = ["spec.syncPolicy.syncOptions"];

describe("prune-last", () => {
  table(pruneLast, [
    { name: "the option", object: app, finds: [] },
    { name: "other options", object: edit(app, options, ["Prune=false"]), finds },
    {
      name: "another spelling, which Argo CD ignores",
      object: edit(app, options, ["pruneLast=true"]),
      finds,
    },
    { name: "no options", object: edit(app, options, undefined), finds },
    { name: "no spec", object: edit(app, ["spec"], undefined), finds },
    { name: "options that are a text", object: edit(app, options, "PruneLast=true"), finds },
    { name: "options that are not known yet", object: edit(app, options, UNKNOWN), finds, undecided: true },
    {
      name: "one option that is not known yet",
      object: edit(app, options, ["Prune=false", UNKNOWN]),
      finds: ["spec.syncPolicy.syncOptions[1]"],
      undecided: true,
    },
    {
      name: "the option beside one that is not known yet",
      object: edit(app, options, [UNKNOWN, "PruneLast=true"]),
      finds: [],
    },
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", ...options], []),
      finds: ["spec.template.spec.syncPolicy.syncOptions"],
    },
    {
      name: "a stateless Application",
      object: edit(
        edit(app, options, []),
        ["metadata", "labels", "mariadb-gitops.dev/workload"],
        "stateless",
      ),
      finds: [],
    },
  ]);
});
