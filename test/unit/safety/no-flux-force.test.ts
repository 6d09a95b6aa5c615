import { UNKNOWN } from "../../../safety";
import { noFluxForce } from "../../../safety/rules/no-flux-force";
import { edit, kustomization, mariadb, named } from "./objects";
import { table } from "./table";

const key = "kustomize.toolkit.fluxcd.io/force";
const forced = edit(kustomization(), ["spec", "force"], true);

describe("no-flux-force", () => {
  table(noFluxForce, [
    { name: "a Kustomization that says nothing", object: kustomization(), finds: [] },
    { name: "one that says no", object: edit(kustomization(), ["spec", "force"], false), finds: [] },
    { name: "one without a spec", object: edit(kustomization(), ["spec"], undefined), finds: [] },
    {
      name: "one that forces, in dev",
      object: forced,
      environment: "dev",
      finds: ["spec.force"],
      message: /must not set spec\.force to true, because Flux then deletes and recreates/,
    },
    {
      name: "one of which nobody knows",
      object: edit(kustomization(), ["spec", "force"], UNKNOWN),
      finds: ["spec.force"],
      undecided: true,
    },
    {
      name: "a stateless one",
      object: edit(forced, ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
    { name: "a server", object: mariadb(), finds: [] },
    {
      name: "a server that asks for it",
      object: edit(mariadb(), ["metadata", "annotations", key], "Enabled"),
      finds: [`metadata.annotations["${key}"]`],
    },
    {
      name: "a claim that asks for it by a label",
      object: edit(named("v1", "PersistentVolumeClaim", "x"), ["metadata", "labels", key], "enabled"),
      finds: [`metadata.labels["${key}"]`],
    },
    {
      name: "one that refuses it",
      object: edit(mariadb(), ["metadata", "annotations", key], "disabled"),
      finds: [],
    },
    {
      name: "labels that are not known yet",
      object: edit(mariadb(), ["metadata", "labels"], UNKNOWN),
      finds: ["metadata.labels"],
      undecided: true,
    },
    {
      name: "a Job, which is recreated with each version",
      object: edit(named("batch/v1", "Job", "x"), ["metadata", "annotations", key], "enabled"),
      finds: [],
    },
  ]);
});
