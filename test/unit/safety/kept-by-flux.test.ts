import { UNKNOWN, type Value } from "../../../safety";
import { keptByFlux } from "../../../safety/rules/kept-by-flux";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const key = "kustomize.toolkit.fluxcd.io/prune";
const at = `metadata.labels["${key}"]`;
const labelled = (value: Value) => edit(mariadb(), ["metadata", "labels", key], value);
const annotated = (value: Value) => edit(mariadb(), ["metadata", "annotations", key], value);
const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb-cluster");
const definition = named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x");

describe("kept-by-flux", () => {
  table(keptByFlux, [
    { name: "the label", object: labelled("disabled"), finds: [] },
    { name: "the annotation, in any case", object: annotated("Disabled"), finds: [] },
    {
      name: "neither",
      object: mariadb(),
      finds: [at],
      message: /must set metadata\.labels\[.*\] to disabled, because Flux otherwise prunes it/,
    },
    {
      name: "an object without metadata",
      object: { apiVersion: "k8s.mariadb.com/v1alpha1", kind: "User" },
      finds: [at],
    },
    { name: "another value", object: labelled("enabled"), finds: [at] },
    { name: "a value that is no text", object: labelled(false), finds: [at] },
    {
      name: "ssa: IfNotPresent, which keeps nothing",
      object: edit(mariadb(), ["metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa"], "IfNotPresent"),
      finds: [at],
    },
    { name: "a label that is not known yet", object: labelled(UNKNOWN), finds: [at], undecided: true },
    {
      name: "annotations that are not known yet",
      object: edit(mariadb(), ["metadata", "annotations"], UNKNOWN),
      finds: ["metadata.annotations"],
      undecided: true,
    },
    {
      name: "the label beside annotations that are not known yet",
      object: edit(labelled("disabled"), ["metadata", "annotations"], UNKNOWN),
      finds: [],
    },
    { name: "a release", object: release, finds: [at] },
    {
      name: "a stateless release",
      object: edit(release, ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
    { name: "a namespace of something else", object: named("v1", "Namespace", "monitoring"), finds: [] },
    {
      name: "a definition of the operator",
      object: edit(definition, ["spec", "group"], "k8s.mariadb.com"),
      finds: [at],
    },
    { name: "another definition", object: edit(definition, ["spec", "group"], "argoproj.io"), finds: [] },
    {
      name: "a definition of who knows what",
      object: edit(definition, ["spec", "group"], UNKNOWN),
      finds: [at],
    },
  ]);
});
