import { UNKNOWN } from "../../../safety";
import { argocdNamespace } from "../../../safety/rules/argocd-namespace";
import { application, edit, named } from "./objects";
import { table } from "./table";

const namespace = ["metadata", "namespace"];

describe("argocd-namespace", () => {
  table(argocdNamespace, [
    { name: "the namespace argocd", object: application("production"), finds: [] },
    {
      name: "another namespace",
      object: edit(application("production"), namespace, "mariadb-production"),
      finds: ["metadata.namespace"],
      message: /must not set metadata\.namespace to "mariadb-production", but to "argocd"/,
    },
    {
      name: "a project without a namespace",
      object: named("argoproj.io/v1alpha1", "AppProject", "x"),
      finds: ["metadata.namespace"],
    },
    {
      name: "no metadata",
      object: edit(application("dev"), ["metadata"], undefined),
      finds: ["metadata.namespace"],
    },
    {
      name: "a namespace that is not known yet",
      object: edit(application("dev"), namespace, UNKNOWN),
      finds: ["metadata.namespace"],
      undecided: true,
    },
  ]);
});
