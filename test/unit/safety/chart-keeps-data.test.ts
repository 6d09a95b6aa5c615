import { UNKNOWN, type Value } from "../../../safety";
import { chartKeepsData } from "../../../safety/rules/chart-keeps-data";
import { application, edit, named } from "./objects";
import { table } from "./table";

const release = (values: Value, chart: Value = "mariadb") =>
  edit(
    edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db"), ["spec", "values"], values),
    ["spec", "chart", "spec", "chart"],
    chart,
  );
const argo = (helm: Value, chart: Value = "mariadb-galera") =>
  edit(application("production"), ["spec", "source"], { chart, helm });

describe("chart-keeps-data", () => {
  table(chartKeepsData, [
    {
      name: "no persistence",
      object: release({ primary: { persistence: { enabled: false } } }),
      finds: ["spec.values.primary.persistence.enabled"],
      message: /goes with the pod/,
    },
    { name: "persistence", object: release({ persistence: { enabled: true } }), finds: [] },
    {
      name: "a port for everybody",
      object: release({ service: { type: "NodePort" } }),
      finds: ["spec.values.service.type"],
    },
    { name: "a service inside", object: release({ primary: { service: { type: "ClusterIP" } } }), finds: [] },
    {
      name: "persistence of something else",
      object: release({ metrics: { persistence: { enabled: false } } }),
      finds: [],
    },
    { name: "another chart", object: release({ persistence: { enabled: false } }, "redis"), finds: [] },
    {
      name: "the operator's chart",
      object: release({ service: { type: "NodePort" } }, "mariadb-operator"),
      finds: [],
    },
    {
      name: "values that are not known yet",
      object: release(UNKNOWN),
      finds: ["spec.values"],
      undecided: true,
    },
    {
      name: "an Application",
      object: argo({ valuesObject: { persistence: { enabled: false } } }),
      finds: ["spec.source.helm.valuesObject.persistence.enabled"],
    },
    {
      name: "a parameter",
      object: argo({ parameters: [{ name: "service.type", value: "LoadBalancer" }] }),
      finds: ["spec.source.helm.parameters[0].value"],
    },
    { name: "no values", object: named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db"), finds: [] },
  ]);
});
