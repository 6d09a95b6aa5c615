import { UNKNOWN, type Value } from "../../../safety";
import { applicationFields } from "../../../safety/rules/application-fields";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const app = application("production");
const source = (value: Value | undefined) => edit(app, ["spec", "source"], value);
const destination = (value: Value | undefined) => edit(app, ["spec", "destination"], value);

describe("application-fields", () => {
  table(applicationFields, [
    { name: "a path and a server", object: app, finds: [] },
    { name: "no spec", object: edit(app, ["spec"], undefined), finds: [] },
    { name: "a chart", object: source({ chart: "x", path: "" }), finds: [] },
    {
      name: "a path and a chart, in dev",
      object: source({ chart: "x", path: "y" }),
      environment: "dev",
      finds: ["spec.source.chart"],
      message: /must not set both path and chart in spec\.source/,
    },
    {
      name: "neither",
      object: source({ repoURL: "x" }),
      finds: ["spec.source"],
      message: /must set path or chart in spec\.source/,
    },
    {
      name: "sources, of which one lends its files",
      object: edit(source(undefined), ["spec", "sources"], [{ ref: "values" }, { path: "x" }, {}]),
      finds: ["spec.sources[2]"],
    },
    {
      name: "a server and a name",
      object: destination({ server: "x", name: "y" }),
      finds: ["spec.destination.name"],
    },
    { name: "a name", object: destination({ name: "y" }), finds: [] },
    { name: "neither server nor name", object: destination({ namespace: "x" }), finds: ["spec.destination"] },
    { name: "a server that is not known yet", object: destination({ server: UNKNOWN }), finds: [] },
    {
      name: "a server that is not known yet, and a name",
      object: destination({ server: UNKNOWN, name: "x" }),
      finds: ["spec.destination.server"],
      undecided: true,
    },
    {
      name: "a source that is not known yet",
      object: source(UNKNOWN),
      finds: ["spec.source"],
      undecided: true,
    },
    {
      name: "the template of an ApplicationSet",
      object: edit(applicationSet("production"), ["spec", "template", "spec", "destination", "name"], "x"),
      finds: ["spec.template.spec.destination.name"],
    },
  ]);
});
