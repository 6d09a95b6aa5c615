import { UNKNOWN, type Value } from "../../../safety";
import { fluxNoCrossNamespace } from "../../../safety/rules/flux-no-cross-namespace";
import { edit, kustomization, named } from "./objects";
import { table } from "./table";

const at = "spec.sourceRef.namespace";
const source = (value: Value) => edit(kustomization(), ["spec", "sourceRef", "namespace"], value);
const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "x", "a");
const alert = named("notification.toolkit.fluxcd.io/v1beta3", "Alert", "x", "a");

describe("flux-no-cross-namespace", () => {
  table(fluxNoCrossNamespace, [
    { name: "a source without a namespace", object: kustomization(), finds: [] },
    { name: "a source of the same namespace", object: source("flux-system"), finds: [] },
    { name: "no spec", object: release, finds: [] },
    {
      name: "a source of another namespace",
      object: source("x"),
      finds: [at],
      message: /must leave out spec\.sourceRef\.namespace, because it is not the namespace of the object/,
    },
    { name: "a source that is not known yet", object: source(UNKNOWN), finds: [at], undecided: true },
    {
      name: "an object whose own namespace is not known yet",
      object: edit(source("x"), ["metadata", "namespace"], UNKNOWN),
      finds: ["metadata.namespace"],
      undecided: true,
    },
    {
      name: "an object that gets its namespace later",
      object: edit(source("x"), ["metadata", "namespace"], undefined),
      finds: [at],
    },
    {
      name: "a chart of another namespace",
      object: edit(
        edit(release, ["spec", "chart", "spec", "sourceRef", "namespace"], "b"),
        ["spec", "chartRef", "namespace"],
        "a",
      ),
      finds: ["spec.chart.spec.sourceRef.namespace"],
    },
    {
      name: "a chart reference to another namespace",
      object: edit(release, ["spec", "chartRef", "namespace"], "b"),
      finds: ["spec.chartRef.namespace"],
    },
    {
      name: "an alert about another namespace",
      object: edit(
        alert,
        ["spec", "eventSources"],
        [{ kind: "Kustomization", name: "*" }, { namespace: "b" }],
      ),
      finds: ["spec.eventSources[1].namespace"],
    },
    {
      name: "a receiver for another namespace",
      object: edit(
        named("notification.toolkit.fluxcd.io/v1", "Receiver", "x", "a"),
        ["spec", "resources"],
        [{ namespace: "b" }],
      ),
      finds: ["spec.resources[0].namespace"],
    },
  ]);
});
