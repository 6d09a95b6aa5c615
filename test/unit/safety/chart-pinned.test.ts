import { UNKNOWN, type Value } from "../../../safety";
import { chartPinned } from "../../../safety/rules/chart-pinned";
import { application, applicationSet, edit, named } from "./objects";
import { table } from "./table";

const chart = (targetRevision: Value): Value => ({
  repoURL: "https://charts.example.com",
  chart: "mariadb-operator",
  targetRevision,
});
const app = (targetRevision: Value) =>
  edit(application("production"), ["spec", "source"], chart(targetRevision));
const release = (version: Value) =>
  edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a"), ["spec", "chart", "spec"], {
    chart: "a",
    version,
  });
const finds = ["spec.source.targetRevision"];

describe("chart-pinned", () => {
  table(chartPinned, [
    ...["26.10.1", "v1.2.3", "1.2.3-rc.1"].map((version) => ({
      name: `the version ${version}`,
      object: app(version),
      finds: [],
    })),
    ...[">=11.8.0", "~1.2", "^1.2.0", "1.2", "*", "", "1.x"].map((version) => ({
      name: `the range "${version}"`,
      object: app(version),
      finds,
      message: /but one exact chart version/,
    })),
    { name: "a range in dev", object: app("~1.2"), environment: "dev", finds },
    { name: "no version", object: app(null), finds, message: /must set spec\.source\.targetRevision/ },
    { name: "a branch of Git, which is no chart", object: application("dev"), finds: [] },
    {
      name: "a chart among several sources",
      object: edit(
        edit(application("dev"), ["spec", "source"], undefined),
        ["spec", "sources"],
        [{ targetRevision: "main" }, chart("*")],
      ),
      finds: ["spec.sources[1].targetRevision"],
    },
    {
      name: "a version that a generator fills in",
      object: edit(
        applicationSet("production"),
        ["spec", "template", "spec", "source"],
        chart("{{ .version }}"),
      ),
      finds: ["spec.template.spec.source.targetRevision"],
      undecided: true,
    },
    { name: "a release", object: release("1.2.3"), finds: [] },
    { name: "a release of a range", object: release(">=11.8.0"), finds: ["spec.chart.spec.version"] },
    { name: "a release of no version", object: release(null), finds: ["spec.chart.spec.version"] },
    {
      name: "a release of a version that is not known yet",
      object: release(UNKNOWN),
      finds: ["spec.chart.spec.version"],
      undecided: true,
    },
    {
      name: "a release whose source has the version",
      object: edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a"), ["spec", "chartRef"], {
        kind: "OCIRepository",
        name: "a",
      }),
      finds: [],
    },
    {
      name: "a chart of Flux without a version",
      object: named("source.toolkit.fluxcd.io/v1", "HelmChart", "a"),
      finds: ["spec.version"],
    },
    {
      name: "an Application without a spec",
      object: named("argoproj.io/v1alpha1", "Application", "a"),
      finds: [],
    },
  ]);
});
