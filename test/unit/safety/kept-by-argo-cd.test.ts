import { UNKNOWN, type Value } from "../../../safety";
import { keptByArgoCd } from "../../../safety/rules/kept-by-argo-cd";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const annotation = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];
const at = 'metadata.annotations["argocd.argoproj.io/sync-options"]';
const annotated = (value: Value) => edit(mariadb(), annotation, value);
const namespace = named("v1", "Namespace", "mariadb-production");
const label = (name: string) => ["metadata", "labels", `mariadb-gitops.dev/${name}`];

describe("kept-by-argo-cd", () => {
  table(keptByArgoCd, [
    { name: "both options", object: annotated("Prune=false, Delete=confirm"), finds: [] },
    {
      name: "no annotation",
      object: mariadb(),
      finds: [at, at],
      message: /must carry Prune=false in .*, because Argo CD otherwise prunes it/,
    },
    {
      name: "an object without metadata",
      object: { apiVersion: "k8s.mariadb.com/v1alpha1", kind: "User" },
      finds: [at, at],
    },
    {
      name: "an object that can be deleted",
      object: annotated("Prune=false"),
      finds: [at],
      message: /must carry Delete=false in .* deletes it with the Application/,
    },
    { name: "an object that can be pruned", object: annotated("Delete=false"), finds: [at] },
    {
      name: "other spellings, which Argo CD ignores",
      object: annotated("prune=false,Delete = false"),
      finds: [at, at],
    },
    { name: "values that keep nothing", object: annotated("Prune=true,Delete=true"), finds: [at, at] },
    {
      name: "an annotation that is not known yet",
      object: annotated(UNKNOWN),
      finds: [at],
      undecided: true,
    },
    { name: "an annotation that is no text", object: annotated(true), finds: [at] },
    { name: "a namespace of something else", object: namespace, finds: [] },
    {
      name: "a namespace that is marked as protected",
      object: edit(namespace, label("protected"), "true"),
      finds: [at, at],
    },
    {
      name: "a namespace that is marked as not protected",
      object: edit(namespace, label("protected"), "false"),
      finds: [],
    },
    {
      name: "a namespace of an environment",
      object: edit(namespace, label("environment"), "dev"),
      finds: [at, at],
    },
    {
      name: "a namespace whose labels are not known yet",
      object: edit(namespace, ["metadata", "labels"], UNKNOWN),
      finds: [at, at],
    },
    {
      name: "a definition, which Argo CD never prunes",
      object: named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "mariadbs.k8s.mariadb.com"),
      finds: [],
    },
    { name: "a kind without data", object: named("k8s.mariadb.com/v1alpha1", "MaxScale", "x"), finds: [] },
  ]);
});
