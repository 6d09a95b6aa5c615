import { UNKNOWN } from "../../../safety";
import { allowEmptyFalse } from "../../../safety/rules/allow-empty-false";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const allowEmpty = ["spec", "syncPolicy", "automated", "allowEmpty"];
const app = application("dev");
const finds = ["spec.syncPolicy.automated.allowEmpty"];

describe("allow-empty-false", () => {
  table(allowEmptyFalse, [
    { name: "allowEmpty: false", object: app, environment: "dev", finds: [] },
    { name: "no allowEmpty", object: edit(app, allowEmpty, undefined), finds: [] },
    { name: "allowEmpty: true in dev", object: edit(app, allowEmpty, true), environment: "dev", finds },
    { name: "allowEmpty: true in production", object: edit(app, allowEmpty, true), finds },
    {
      name: "allowEmpty: 1",
      object: edit(app, allowEmpty, 1),
      finds,
      message: /as a boolean, not as a number/,
    },
    { name: "allowEmpty not known yet", object: edit(app, allowEmpty, UNKNOWN), finds, undecided: true },
    {
      name: "allowEmpty: true of a stateless workload",
      object: edit(
        edit(app, allowEmpty, true),
        ["metadata", "labels", "mariadb-gitops.dev/workload"],
        "stateless",
      ),
      finds,
    },
    {
      name: "allowEmpty: true in a template",
      object: edit(applicationSet("dev"), ["spec", "template", ...allowEmpty], true),
      finds: ["spec.template.spec.syncPolicy.automated.allowEmpty"],
    },
  ]);
});
