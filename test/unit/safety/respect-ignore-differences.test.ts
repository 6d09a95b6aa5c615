import { UNKNOWN } from "../../../safety";
import { respectIgnoreDifferences } from "../../../safety/rules/respect-ignore-differences";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const ignored = ["spec", "ignoreDifferences"];
const options = ["spec", "syncPolicy", "syncOptions"];
const app = edit(application("production"), ignored, [
  { group: "apps", kind: "StatefulSet", jsonPointers: ["/spec/volumeClaimTemplates"] },
]);
const finds = ["spec.syncPolicy.syncOptions"];

describe("respect-ignore-differences", () => {
  table(respectIgnoreDifferences, [
    { name: "nothing that is ignored", object: application("production"), finds: [] },
    { name: "an empty list", object: edit(app, ignored, []), finds: [] },
    {
      name: "a difference with the option",
      object: edit(app, options, ["RespectIgnoreDifferences=true"]),
      finds: [],
    },
    {
      name: "a difference without the option",
      object: app,
      finds,
      message: /must list RespectIgnoreDifferences=true/,
    },
    {
      name: "another spelling, which Argo CD ignores, in dev",
      object: edit(app, options, ["respectIgnoreDifferences=true"]),
      environment: "dev",
      finds,
    },
    { name: "no options", object: edit(app, options, undefined), finds },
    {
      name: "differences that are not known yet",
      object: edit(app, ignored, UNKNOWN),
      finds: ["spec.ignoreDifferences"],
      undecided: true,
    },
    {
      name: "an option that is not known yet",
      object: edit(app, options, [UNKNOWN]),
      finds: ["spec.syncPolicy.syncOptions[0]"],
      undecided: true,
    },
    {
      name: "differences that are no list",
      object: edit(app, ignored, "x"),
      finds: ["spec.ignoreDifferences"],
    },
    { name: "no spec", object: edit(app, ["spec"], undefined), finds: [] },
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", ...ignored], [{ kind: "MariaDB" }]),
      finds: ["spec.template.spec.syncPolicy.syncOptions"],
    },
  ]);
});
