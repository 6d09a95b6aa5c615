import { UNKNOWN, type Value } from "../../../safety";
import { projectClusterKinds } from "../../../safety/rules/project-cluster-kinds";
import { edit, named } from "./objects";
import { table } from "./table";

const project = named("argoproj.io/v1alpha1", "AppProject", "mariadb-production", "argocd");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const allowed = (...list: readonly Value[]) => edit(project, ["spec", "clusterResourceWhitelist"], list);
const at = "spec.clusterResourceWhitelist[0].kind";

describe("project-cluster-kinds", () => {
  table(projectClusterKinds, [
    { name: "no list, which allows none", object: project, finds: [] },
    { name: "an empty list", object: allowed(), finds: [] },
    {
      name: "a harmless kind",
      object: allowed({ group: "scheduling.k8s.io", kind: "PriorityClass" }),
      finds: [],
    },
    ...["*", "Name*", "Namespace", "CustomResourceDefinition", "PersistentVolume", "StorageClass"].map(
      (kind) => ({
        name: `the kind ${kind}`,
        object: allowed({ group: "", kind }),
        finds: [at],
        message: /must not allow that kind in spec\.clusterResourceWhitelist\[0\]\.kind/,
      }),
    ),
    {
      name: "a kind that is not known yet",
      object: allowed({ kind: UNKNOWN }),
      finds: [at],
      undecided: true,
    },
    { name: "an item that is no object", object: allowed("*"), finds: ["spec.clusterResourceWhitelist[0]"] },
    { name: "a stateless project", object: edit(allowed({ kind: "*" }), stateless, "stateless"), finds: [] },
  ]);
});
