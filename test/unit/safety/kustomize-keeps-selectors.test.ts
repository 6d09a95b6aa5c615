import { UNKNOWN, type Value } from "../../../safety";
import { kustomizeKeepsSelectors } from "../../../safety/rules/kustomize-keeps-selectors";
import { mariadb, named } from "./objects";
import { setTable } from "./table";

const kustomization = (fields: Record<string, Value>, kind = "Kustomization"): Value => ({
  apiVersion: "kustomize.config.k8s.io/v1beta1",
  kind,
  ...fields,
});
const labels = (includeSelectors: Value) =>
  kustomization({ labels: [{ pairs: { a: "b" }, includeSelectors }] });

describe("kustomize-keeps-selectors", () => {
  setTable(kustomizeKeepsSelectors, [
    {
      name: "common labels",
      objects: [kustomization({ commonLabels: { a: "b" } }), mariadb()],
      finds: ["0 commonLabels"],
      message: /must not add labels to selectors with commonLabels/,
    },
    {
      name: "common labels of a component",
      objects: [mariadb(), kustomization({ commonLabels: { a: "b" } }, "Component")],
      finds: ["1 commonLabels"],
    },
    { name: "no common labels", objects: [kustomization({ commonLabels: {} }), mariadb()], finds: [] },
    {
      name: "labels in selectors",
      objects: [labels(true), mariadb()],
      finds: ["0 labels[0].includeSelectors"],
    },
    { name: "labels beside selectors", objects: [labels(false), mariadb()], finds: [] },
    { name: "labels that say nothing of selectors", objects: [labels(null), mariadb()], finds: [] },
    {
      name: "a kustomization without a database",
      objects: [kustomization({ commonLabels: { a: "b" } }), named("v1", "Service", "web")],
      finds: [],
    },
    {
      name: "labels that are not known yet",
      objects: [kustomization({ commonLabels: UNKNOWN }), mariadb()],
      finds: ["0 commonLabels"],
      undecided: true,
    },
    { name: "nothing", objects: [kustomization({}), mariadb()], finds: [] },
  ]);
});
