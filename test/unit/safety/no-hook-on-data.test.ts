import { UNKNOWN } from "../../../safety";
import { noHookOnData } from "../../../safety/rules/no-hook-on-data";
import { backup, edit, mariadb, named } from "./objects";
import { table } from "./table";

const annotation = (name: string) => ["metadata", "annotations", name];
const argo = annotation("argocd.argoproj.io/hook");
const helm = annotation("helm.sh/hook");
const at = (name: string) => `metadata.annotations["${name}"]`;
const single = edit(backup(), ["spec", "schedule"], undefined);
const claim = named("v1", "PersistentVolumeClaim", "data");

describe("no-hook-on-data", () => {
  table(noHookOnData, [
    { name: "a server", object: mariadb(), finds: [] },
    { name: "a claim without annotations", object: claim, finds: [] },
    { name: "an object without metadata", object: { apiVersion: "v1", kind: "Secret" }, finds: [] },
    {
      name: "a hook of Argo CD",
      object: edit(mariadb(), argo, "PreSync"),
      finds: [at("argocd.argoproj.io/hook")],
      message:
        /must not carry metadata\.annotations\["argocd\.argoproj\.io\/hook"\], because each sync then deletes/,
    },
    {
      name: "a hook of Helm in dev",
      object: edit(claim, helm, "pre-install,pre-upgrade"),
      environment: "dev",
      finds: [at("helm.sh/hook")],
    },
    {
      name: "both",
      object: edit(edit(claim, helm, "test"), argo, "Skip"),
      finds: [at("argocd.argoproj.io/hook"), at("helm.sh/hook")],
    },
    {
      name: "the old mark of a definition",
      object: edit(named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "x"), helm, "crd-install"),
      finds: [],
    },
    {
      name: "that mark where Argo CD reads hooks",
      object: edit(claim, argo, "crd-install"),
      finds: [at("argocd.argoproj.io/hook")],
    },
    { name: "a single backup before a migration", object: edit(single, argo, "PreSync"), finds: [] },
    {
      name: "a scheduled backup",
      object: edit(backup(), argo, "PreSync"),
      finds: [at("argocd.argoproj.io/hook")],
    },
    {
      name: "a single backup on a claim, which goes with it",
      object: edit(edit(single, ["spec", "storage"], { persistentVolumeClaim: {} }), argo, "PreSync"),
      finds: [at("argocd.argoproj.io/hook")],
    },
    {
      name: "a hook backup of which nobody knows whether it is scheduled",
      object: edit(edit(backup(), ["spec", "schedule"], UNKNOWN), argo, "PreSync"),
      finds: [at("argocd.argoproj.io/hook")],
    },
    {
      name: "annotations that are not known yet",
      object: edit(mariadb(), ["metadata", "annotations"], UNKNOWN),
      finds: ["metadata.annotations"],
      undecided: true,
    },
    {
      name: "a Job, which is what hooks are",
      object: edit(named("batch/v1", "Job", "x"), argo, "PreSync"),
      finds: [],
    },
  ]);
});
