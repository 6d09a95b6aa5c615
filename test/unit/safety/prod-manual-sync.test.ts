import { UNKNOWN } from "../../../safety";
import { prodManualSync } from "../../../safety/rules/prod-manual-sync";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const automated = ["spec", "syncPolicy", "automated"];
const app = application("production");
const set = applicationSet("production");
const on = ["spec.syncPolicy.automated"];

describe("prod-manual-sync", () => {
  table(prodManualSync, [
    { name: "no automated sync", object: app, finds: [] },
    { name: "no sync policy", object: edit(app, ["spec", "syncPolicy"], undefined), finds: [] },
    { name: "automated: null", object: edit(app, automated, null), finds: [] },
    { name: "enabled: false", object: edit(app, automated, { enabled: false, prune: false }), finds: [] },
    { name: "automated: {}, which is on", object: edit(app, automated, {}), finds: on },
    { name: "enabled: true", object: edit(app, automated, { enabled: true }), finds: on },
    { name: "enabled: null, which is on", object: edit(app, automated, { enabled: null }), finds: on },
    { name: "other settings only, which is on", object: edit(app, automated, { prune: false }), finds: on },
    { name: "automated: []", object: edit(app, automated, []), finds: on },
    { name: "automated: false", object: edit(app, automated, false), finds: on },
    {
      name: 'enabled: "false"',
      object: edit(app, automated, { enabled: "false" }),
      finds: ["spec.syncPolicy.automated.enabled"],
    },
    { name: "a declared operation", object: edit(app, ["operation"], { sync: {} }), finds: ["operation"] },
    { name: "automated not known yet", object: edit(app, automated, UNKNOWN), finds: on, undecided: true },
    {
      name: "enabled not known yet",
      object: edit(app, automated, { enabled: UNKNOWN }),
      finds: ["spec.syncPolicy.automated.enabled"],
      undecided: true,
    },
    { name: "automated sync in staging", object: application("staging"), environment: "staging", finds: [] },
    { name: "automated sync in dev", object: application("dev"), environment: "dev", finds: [] },
    {
      name: "automated sync of a stack of another name",
      object: application("dev"),
      environment: "prod-eu",
      finds: on,
    },
    {
      name: "automated sync that is labelled dev in a production stack",
      object: application("dev"),
      environment: "production",
      finds: on,
    },
    {
      name: "automated sync that is labelled production in a dev stack",
      object: edit(app, automated, {}),
      environment: "dev",
      finds: on,
    },
    {
      name: "automated sync of a stateless workload",
      object: edit(
        edit(app, automated, {}),
        ["metadata", "labels", "mariadb-gitops.dev/workload"],
        "stateless",
      ),
      finds: on,
    },
  ]);

  describe("ApplicationSet", () => {
    table(prodManualSync, [
      { name: "a manual template", object: set, finds: [] },
      {
        name: "automated sync in the template",
        object: edit(set, ["spec", "template", ...automated], {}),
        finds: ["spec.template.spec.syncPolicy.automated"],
      },
      {
        name: "a rolling sync",
        object: edit(set, ["spec", "strategy", "type"], "RollingSync"),
        finds: ["spec.strategy.type"],
      },
      { name: "all at once", object: edit(set, ["spec", "strategy", "type"], "AllAtOnce"), finds: [] },
      {
        name: "a strategy not known yet",
        object: edit(set, ["spec", "strategy"], UNKNOWN),
        finds: ["spec.strategy"],
        undecided: true,
      },
    ]);
  });
});
