import { UNKNOWN } from "../../../safety";
import { namespaceNotRetargeted } from "../../../safety/rules/namespace-not-retargeted";
import { edit, kustomization, named } from "./objects";
import { setTable } from "./table";

const target = ["spec", "targetNamespace"];
const one = edit(kustomization(), target, "mariadb-production");
const namespace = named("v1", "Namespace", "mariadb");

describe("namespace-not-retargeted", () => {
  setTable(namespaceNotRetargeted, [
    { name: "no target", objects: [kustomization(), namespace], finds: [] },
    { name: "a target without a Namespace", objects: [one], finds: [] },
    { name: "an empty target", objects: [edit(one, target, ""), namespace], finds: [] },
    { name: "no spec", objects: [edit(one, ["spec"], undefined), namespace], finds: [] },
    {
      name: "a target beside a Namespace",
      objects: [namespace, one],
      finds: ["1 spec.targetNamespace"],
      message:
        /must not set spec\.targetNamespace beside the Namespace "mariadb", because Flux would rename that/,
    },
    ...[false, undefined].map((isDelivered) => ({
      name: `a Namespace that it does not deliver (${String(isDelivered)})`,
      objects: [namespace, one],
      context: { isDelivered: () => isDelivered },
      finds: [],
    })),
    {
      name: "a Namespace that it delivers",
      objects: [namespace, one],
      context: { isDelivered: () => true },
      finds: ["1 spec.targetNamespace"],
    },
    { name: "the target itself", objects: [named("v1", "Namespace", "mariadb-production"), one], finds: [] },
    {
      name: "the Kustomization's own namespace",
      objects: [named("v1", "Namespace", "flux-system"), one],
      finds: [],
    },
    {
      name: "the namespaces of two tenants",
      objects: [one, edit(one, target, "mariadb"), namespace, named("v1", "Namespace", "mariadb-production")],
      finds: [],
    },
    {
      name: "a Namespace whose name is not known yet",
      objects: [one, named("v1", "Namespace", UNKNOWN)],
      finds: ["0 spec.targetNamespace"],
      undecided: true,
    },
    {
      name: "a target that is not known yet",
      objects: [edit(one, target, UNKNOWN), namespace],
      finds: ["0 spec.targetNamespace"],
      undecided: true,
    },
  ]);
});
