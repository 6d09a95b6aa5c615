import { UNKNOWN, type Value } from "../../../safety";
import { deliveryKept } from "../../../safety/rules/delivery-kept";
import { application, applicationSet, edit, kustomization, named, type Manifest } from "./objects";
import { changeTable } from "./table";

const app = application("production");
const stateless = edit(app, ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless");
const release = edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb", "a"), ["spec"], {
  chart: { spec: { chart: "mariadb-cluster" } },
});
const change = (object: Manifest, path: string, value: Value | undefined) => ({
  before: [object],
  after: [edit(object, path.split("."), value)],
});
const lost = ["-0 metadata.name"];

describe("delivery-kept", () => {
  changeTable(deliveryKept, [
    { name: "the same deliveries", before: [app, kustomization()], after: [kustomization(), app], finds: [] },
    { name: "a new delivery", before: [], after: [app], finds: [] },
    { name: "a removed Application", before: [app], after: [], finds: lost },
    { name: "a removed Kustomization", before: [kustomization()], after: [], finds: lost },
    { name: "a removed HelmRelease", before: [release], after: [], finds: lost },
    { name: "a renamed Application", ...change(app, "metadata.name", "other"), finds: lost },
    { name: "a removed Application without data", before: [stateless], after: [], finds: [] },
    {
      name: "a removed Application whose manifest claims to confirm it: no manifest can",
      before: [
        edit(app, ["metadata", "annotations", "mariadb-gitops.dev/confirm-deletion"], "mariadb-production"),
      ],
      after: [],
      finds: lost,
    },
    ...["project", "source.repoURL", "source.path", "destination.server", "destination.namespace"].map(
      (field) => ({
        name: `another ${field}`,
        ...change(app, `spec.${field}`, "other"),
        finds: [`0 spec.${field}`],
      }),
    ),
    {
      name: "another path of data that is none",
      ...change(stateless, "spec.source.path", "other"),
      finds: [],
    },
    {
      name: "another path of an Application that says only now that it has no data",
      before: [app],
      after: [edit(stateless, ["spec", "source", "path"], "other")],
      finds: ["0 spec.source.path"],
    },
    { name: "another revision", ...change(app, "spec.source.targetRevision", "v1.3.0"), finds: [] },
    {
      name: "another path in the template of an ApplicationSet",
      ...change(applicationSet("production"), "spec.template.spec.source.path", "other"),
      finds: ["0 spec.template.spec.source.path"],
    },
    {
      name: "another path of a Kustomization",
      ...change(kustomization(), "spec.path", "./other"),
      finds: ["0 spec.path"],
    },
    {
      name: "a new target namespace",
      ...change(kustomization(), "spec.targetNamespace", "b"),
      finds: ["0 spec.targetNamespace"],
    },
    {
      name: "another release name",
      ...change(release, "spec.releaseName", "b"),
      finds: ["0 spec.releaseName"],
    },
    {
      name: "another chart",
      ...change(release, "spec.chart.spec.chart", "b"),
      finds: ["0 spec.chart.spec.chart"],
    },
    { name: "another version of a chart", ...change(release, "spec.chart.spec.version", "2.0.0"), finds: [] },
    {
      name: "a path that is not known yet",
      ...change(app, "spec.source.path", UNKNOWN),
      finds: ["0 spec.source.path"],
      undecided: true,
    },
    { name: "no spec", ...change(edit(app, ["spec"], undefined), "spec", undefined), finds: [] },
    { name: "another kind", before: [named("argoproj.io/v1alpha1", "Workflow", "a")], after: [], finds: [] },
  ]);
});
