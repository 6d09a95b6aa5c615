import { UNKNOWN, type Value } from "../../../safety";
import { failOnSharedResource } from "../../../safety/rules/fail-on-shared-resource";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const options = ["spec", "syncPolicy", "syncOptions"];
const at = "spec.syncPolicy.syncOptions";
const withOptions = (...list: readonly Value[]) => edit(application("production"), options, list);

describe("fail-on-shared-resource", () => {
  table(failOnSharedResource, [
    { name: "the option", object: withOptions("Prune=false", "FailOnSharedResource=true"), finds: [] },
    {
      name: "other options only",
      object: withOptions("Prune=false"),
      finds: [at],
      message:
        /must list FailOnSharedResource=true in spec\.syncPolicy\.syncOptions, because two Applications/,
    },
    { name: "the reverse", object: withOptions("FailOnSharedResource=false"), finds: [at] },
    { name: "another spelling", object: withOptions("failOnSharedResource=true"), finds: [at] },
    { name: "no spec", object: edit(application("dev"), ["spec"], undefined), finds: [at] },
    {
      name: "an option that is not known yet",
      object: withOptions(UNKNOWN),
      finds: [`${at}[0]`],
      undecided: true,
    },
    {
      name: "a stateless Application",
      object: edit(withOptions(), ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", ...options], []),
      finds: [`spec.template.${at}`],
    },
  ]);
});
