import { UNKNOWN, type Value } from "../../../safety";
import { operatorCrdsSeparate } from "../../../safety/rules/operator-crds-separate";
import { edit, named } from "./objects";
import { table } from "./table";

const release = (chart: string, enabled: Value) =>
  edit(named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "operator"), ["spec"], {
    chart: { spec: { chart } },
    values: { crds: { enabled } },
  });
const crd = edit(
  named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "a"),
  ["spec", "group"],
  "k8s.mariadb.com",
);
const keep = ["metadata", "annotations", "helm.sh/resource-policy"];
const field = "spec.values.crds.enabled";
const finds = ['metadata.annotations["helm.sh/resource-policy"]'];

describe("operator-crds-separate", () => {
  table(operatorCrdsSeparate, [
    { name: "the operator alone", object: release("mariadb-operator", false), finds: [] },
    { name: "the operator with its definitions", object: release("mariadb-operator", true), finds: [field] },
    {
      name: "a chart of a registry",
      object: edit(edit(release("", true), ["spec", "chart"], undefined), ["spec", "chartRef"], {
        name: "mariadb-operator",
      }),
      finds: [field],
    },
    {
      name: "a chart that is not known yet",
      object: edit(release("", true), ["spec", "chart"], UNKNOWN),
      finds: [field],
    },
    { name: "another chart", object: release("other", true), finds: [] },
    { name: "the definitions alone", object: release("mariadb-operator-crds", true), finds: [] },
    {
      name: "a switch that is not known yet",
      object: release("mariadb-operator", UNKNOWN),
      finds: [field],
      undecided: true,
    },
    {
      name: "a release without a spec",
      object: named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a"),
      finds: [],
    },
    { name: "a kept definition", object: edit(crd, keep, "keep"), finds: [] },
    {
      name: "a definition that Flux keeps",
      object: edit(crd, ["metadata", "labels", "kustomize.toolkit.fluxcd.io/prune"], "disabled"),
      finds: [],
    },
    { name: "a definition", object: crd, finds },
    {
      name: "another group's definition",
      object: edit(crd, ["spec", "group"], "cert-manager.io"),
      finds: [],
    },
    {
      name: "a group that is not known yet",
      object: edit(crd, ["spec", "group"], UNKNOWN),
      finds: ["spec.group"],
      undecided: true,
    },
    { name: "an annotation that is not known yet", object: edit(crd, keep, UNKNOWN), finds, undecided: true },
    { name: "no spec", object: edit(crd, ["spec"], undefined), finds: [] },
  ]);
});
