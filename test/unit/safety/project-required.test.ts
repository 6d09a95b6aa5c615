import { UNKNOWN } from "../../../safety";
import { projectRequired } from "../../../safety/rules/project-required";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const project = ["spec", "project"];
const app = application("dev");
const finds = ["spec.project"];

describe("project-required", () => {
  table(projectRequired, [
    { name: "a project of its own", object: app, environment: "dev", finds: [] },
    { name: "no project", object: edit(app, project, undefined), finds, message: /must set spec\.project/ },
    { name: "project: null", object: edit(app, project, null), finds },
    { name: "an empty project", object: edit(app, project, ""), finds },
    {
      name: "the project default",
      object: edit(app, project, "default"),
      environment: "dev",
      finds,
      message: /"default"/,
    },
    { name: "the project default with spaces", object: edit(app, project, " default "), finds },
    { name: "a project that is a list", object: edit(app, project, ["default"]), finds },
    { name: "a project not known yet", object: edit(app, project, UNKNOWN), finds, undecided: true },
    {
      name: "the project default of a stateless workload",
      object: edit(
        edit(app, project, "default"),
        ["metadata", "labels", "mariadb-gitops.dev/workload"],
        "stateless",
      ),
      finds,
    },
    {
      name: "the project default in a template",
      object: edit(applicationSet("dev"), ["spec", "template", ...project], "default"),
      finds: ["spec.template.spec.project"],
    },
    {
      name: "a templated project",
      object: edit(applicationSet("dev"), ["spec", "template", ...project], "{{ .project }}"),
      finds: ["spec.template.spec.project"],
      undecided: true,
    },
  ]);
});
