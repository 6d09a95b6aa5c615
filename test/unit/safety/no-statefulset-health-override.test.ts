import { UNKNOWN, type Value } from "../../../safety";
import { noStatefulsetHealthOverride } from "../../../safety/rules/no-statefulset-health-override";
import { edit, named } from "./objects";
import { table } from "./table";

const key = "resource.customizations.health.apps_StatefulSet";
const cm = (data: Value) => edit(named("v1", "ConfigMap", "argocd-cm", "argocd"), ["data"], data);
const finds = [`data["${key}"]`];
const whole = (text: Value) => cm({ "resource.customizations": text });

describe("no-statefulset-health-override", () => {
  table(noStatefulsetHealthOverride, [
    {
      name: "the script",
      object: cm({ [key]: "hs = {}" }),
      finds,
      message: /because that replaces the health check of every StatefulSet/,
    },
    { name: "the script in dev", object: cm({ [key]: "" }), environment: "dev", finds },
    {
      name: "a script of another kind",
      object: cm({ "resource.customizations.health.k8s.mariadb.com_Restore": "hs = {}" }),
      finds: [],
    },
    ...["apps/StatefulSet", '"*/*"', "apps/*"].map((kind) => ({
      name: `${kind} in the older form`,
      object: whole(
        `argoproj.io/Application:\n  health.lua: |\n    x\n${kind}:\n  health.lua: |\n    hs = {}\n`,
      ),
      finds: ['data["resource.customizations"]'],
    })),
    {
      name: "differences of it in the older form",
      object: whole("apps/StatefulSet:\n  ignoreDifferences: x\napps/Deployment:\n  health.lua: x\n"),
      finds: [],
    },
    { name: "no data", object: named("v1", "ConfigMap", "argocd-cm"), finds: [] },
    {
      name: "the values of the chart",
      object: edit(
        named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "argocd"),
        ["spec", "values", "configs", "cm", key],
        "hs = {}",
      ),
      finds: [`spec.values.configs.cm["${key}"]`],
    },
    { name: "a script that is not known yet", object: cm({ [key]: UNKNOWN }), finds, undecided: true },
    { name: "another value that is not known yet", object: cm({ url: UNKNOWN }), finds: [] },
    { name: "data that is not known yet", object: cm(UNKNOWN), finds: ["data"], undecided: true },
    { name: "data that is a text", object: cm("x"), finds: ["data"] },
  ]);
});
