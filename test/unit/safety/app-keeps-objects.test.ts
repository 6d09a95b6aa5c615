import { UNKNOWN, type Value } from "../../../safety";
import { appKeepsObjects } from "../../../safety/rules/app-keeps-objects";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const app = application("production");
const options = ["spec", "syncPolicy", "syncOptions"];
const at = "spec.syncPolicy.syncOptions";
const withOptions = (...list: readonly Value[]) => edit(app, options, list);

describe("app-keeps-objects", () => {
  table(appKeepsObjects, [
    { name: "both options", object: app, finds: [] },
    {
      name: "deletion that somebody confirms",
      object: withOptions("Prune=confirm", "Delete=confirm"),
      finds: [],
    },
    {
      name: "an Application that deletes",
      object: withOptions("Prune=false"),
      finds: [at],
      message:
        /must list Delete=false or Delete=confirm in spec\.syncPolicy\.syncOptions, because argocd app delete/,
    },
    { name: "an Application that prunes", object: withOptions("Delete=false"), finds: [at] },
    { name: "no options", object: edit(app, options, undefined), finds: [at, at] },
    { name: "no spec", object: edit(app, ["spec"], undefined), finds: [at, at] },
    { name: "other spellings", object: withOptions("Prune = false", "delete=false"), finds: [at, at] },
    { name: "options that are no list", object: edit(app, options, "Prune=false"), finds: [at] },
    {
      name: "an option that is not known yet",
      object: withOptions("Prune=false", UNKNOWN),
      finds: [`${at}[1]`],
      undecided: true,
    },
    { name: "an Application of dev", object: withOptions(), environment: "dev", finds: [at, at] },
    {
      name: "a stateless Application",
      object: edit(withOptions(), ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", ...options], []),
      finds: [`spec.template.${at}`, `spec.template.${at}`],
    },
  ]);
});
