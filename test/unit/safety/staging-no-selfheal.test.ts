import { UNKNOWN } from "../../../safety";
import { stagingNoSelfheal } from "../../../safety/rules/staging-no-selfheal";
import { application, applicationSet, edit } from "./objects";
import { table } from "./table";

const selfHeal = ["spec", "syncPolicy", "automated", "selfHeal"];
const app = application("staging");
const environment = "staging";

describe("staging-no-selfheal", () => {
  table(stagingNoSelfheal, [
    { name: "selfHeal: false", object: app, environment, finds: [] },
    { name: "no selfHeal", object: edit(app, selfHeal, undefined), environment, finds: [] },
    {
      name: "selfHeal: true",
      object: edit(app, selfHeal, true),
      environment,
      finds: ["spec.syncPolicy.automated.selfHeal"],
      message: /must not set spec\.syncPolicy\.automated\.selfHeal to true/,
    },
    {
      name: 'selfHeal: "no"',
      object: edit(app, selfHeal, "no"),
      environment,
      finds: ["spec.syncPolicy.automated.selfHeal"],
    },
    {
      name: "selfHeal not known yet",
      object: edit(app, selfHeal, UNKNOWN),
      environment,
      finds: ["spec.syncPolicy.automated.selfHeal"],
      undecided: true,
    },
    { name: "self-heal in dev", object: application("dev"), environment: "dev", finds: [] },
    {
      name: "self-heal that is labelled staging in a dev stack",
      object: edit(app, selfHeal, true),
      environment: "dev",
      finds: ["spec.syncPolicy.automated.selfHeal"],
    },
    {
      name: "self-heal in production",
      object: edit(application("production"), selfHeal, true),
      finds: ["spec.syncPolicy.automated.selfHeal"],
    },
    {
      name: "self-heal in a template",
      object: edit(applicationSet("staging"), ["spec", "template", ...selfHeal], true),
      environment,
      finds: ["spec.template.spec.syncPolicy.automated.selfHeal"],
    },
  ]);
});
