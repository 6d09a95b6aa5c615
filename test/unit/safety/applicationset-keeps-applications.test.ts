import { UNKNOWN, type Value } from "../../../safety";
import { applicationsetKeepsApplications } from "../../../safety/rules/applicationset-keeps-applications";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const policy = ["spec", "syncPolicy", "applicationsSync"];
const at = "spec.syncPolicy.applicationsSync";
const set = (value: Value | undefined) => edit(applicationSet("production"), policy, value);
const stateless = ["spec", "template", "metadata", "labels", "mariadb-gitops.dev/workload"];

describe("applicationset-keeps-applications", () => {
  table(applicationsetKeepsApplications, [
    ...["create-update", "create-only"].map((value) => ({ name: value, object: set(value), finds: [] })),
    {
      name: "nothing said, which means sync",
      object: set(undefined),
      finds: [at],
      message: /must set spec\.syncPolicy\.applicationsSync to "create-update" or "create-only"/,
    },
    { name: "no spec", object: edit(applicationSet("dev"), ["spec"], undefined), finds: [at] },
    ...["sync", "create-delete"].map((value) => ({ name: value, object: set(value), finds: [at] })),
    { name: "a policy that is not known yet", object: set(UNKNOWN), finds: [at], undecided: true as const },
    { name: "a stateless template", object: edit(set("sync"), stateless, "stateless"), finds: [] },
    { name: "a plain Application", object: application("production"), finds: [] },
  ]);
});
