import { UNKNOWN } from "../../../safety";
import { applicationsetProjectName } from "../../../safety/rules/applicationset-project-name";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const set = applicationSet("production");
const project = ["spec", "template", "spec", "project"];

describe("applicationset-project-name", () => {
  table(applicationsetProjectName, [
    { name: "one name", object: set, finds: [] },
    {
      name: "another project",
      object: edit(set, project, "x"),
      finds: ["spec.template.spec.project"],
      message: /must have the name of the project/,
    },
    { name: "no name", object: edit(set, ["metadata"], undefined), finds: ["spec.template.spec.project"] },
    { name: "no project, which another rule finds", object: edit(set, project, undefined), finds: [] },
    {
      name: "a project that a generator fills in",
      object: edit(set, project, "{{ .project }}"),
      finds: ["spec.template.spec.project"],
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      object: edit(set, ["metadata", "name"], UNKNOWN),
      finds: ["metadata.name"],
      undecided: true,
    },
    { name: "an Application", object: edit(application("production"), ["metadata", "name"], "x"), finds: [] },
  ]);
});
