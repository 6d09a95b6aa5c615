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
    {
      name: "values as a text",
      object: argo({
        values: [
          "# of the team",
          "auth:",
          "  note: |",
          "    primary: {service: {type: NodePort}}",
          "primary:",
          "  persistence:   # none",
          "    enabled: false",
          "  service: {ports: {mysql: 3306}, type: 'LoadBalancer'}",
          "metrics:",
          "  service:",
          "    type: NodePort",
        ].join("\n"),
      }),
      finds: ["spec.source.helm.values", "spec.source.helm.values"],
      message: /in primary\.persistence\.enabled in spec\.source\.helm\.values/,
    },
    {
      name: "persistence in a text",
      object: argo({ values: "primary:\n  persistence:\n    enabled: true\n    size: 10Gi\n" }),
      finds: [],
    },
    {
      name: "a text that is not known yet",
      object: argo({ values: UNKNOWN }),
      finds: ["spec.source.helm.values"],
      undecided: true,
    },
    {
      name: "the database that another chart brings along",
      object: release({ mariadb: { primary: { persistence: { enabled: false } } } }, "wordpress"),
      finds: ["spec.values.mariadb.primary.persistence.enabled"],
    },
    {
      name: "the database that another chart does not install",
      object: release({ mysql: { enabled: false, persistence: { enabled: false } } }, "wordpress"),
      finds: [],
    },
    {
      name: "a switch that is not known yet, of a database that another chart brings along",
      object: release({ mariadb: { persistence: { enabled: UNKNOWN } }, other: UNKNOWN }, "wordpress"),
      finds: ["spec.values.mariadb.persistence.enabled"],
      undecided: true,
    },
    {
      name: "a chart of an OCI repository",
      object: edit(
        edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db"), ["spec", "values"], {
          persistence: { enabled: false },
        }),
        ["spec", "chartRef", "name"],
        "mariadb",
      ),
      finds: ["spec.values.persistence.enabled"],
    },
    { name: "no values", object: named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db"), finds: [] },
  ]);
});
