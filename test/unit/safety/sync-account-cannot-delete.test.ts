import { UNKNOWN, type Value } from "../../../safety";
import { syncAccountCannotDelete } from "../../../safety/rules/sync-account-cannot-delete";
import { edit, kustomization, named, type Manifest } from "./objects";
import { setTable } from "./table";

const api = "rbac.authorization.k8s.io/v1";
const flux = kustomization();
const project = edit(
  named("argoproj.io/v1alpha1", "AppProject", "x"),
  ["spec", "destinationServiceAccounts"],
  [{ server: "x", defaultServiceAccount: "flux-system:mariadb-sync" }],
);
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const binding = {
  ...named(api, "RoleBinding", "b", "flux-system"),
  roleRef: { kind: "Role", name: "r" },
  subjects: [
    { kind: "Group", name: "x" },
    { kind: "ServiceAccount", name: "mariadb-sync" },
  ],
};
const role = (verbs: Value, resources: Value = ["mariadbs"]): Manifest =>
  edit(
    named(api, "Role", "r", "flux-system"),
    ["rules"],
    [{ apiGroups: ["k8s.mariadb.com"], resources, verbs }],
  );
const cluster = edit(role(["delete"]), ["kind"], "ClusterRole");

describe("sync-account-cannot-delete", () => {
  setTable(syncAccountCannotDelete, [
    { name: "an account that writes", objects: [flux, binding, role(["get", "patch"])], finds: [] },
    ...["delete", "deletecollection", "*"].map((verb) => ({
      name: `the verb ${verb}`,
      objects: [flux, binding, role(["get", verb])],
      finds: ["2 rules[0].verbs[1]"],
      message: /must not grant the verb in rules\[0\]\.verbs\[1\] to an engine's account/,
    })),
    {
      name: "the account of a project",
      objects: [project, role(["delete"]), binding],
      finds: ["1 rules[0].verbs[0]"],
    },
    ...["*", "secrets", "namespaces", "persistentvolumeclaims"].map((resource) => ({
      name: `the verb for ${resource}`,
      objects: [flux, binding, role(["delete"], ["configmaps", resource])],
      finds: ["2 rules[0].verbs[0]"],
    })),
    { name: "the verb for Jobs", objects: [flux, binding, role(["delete"], ["jobs"])], finds: [] },
    { name: "a role that nobody has", objects: [flux, role(["delete"])], finds: [] },
    { name: "an account that no delivery uses", objects: [binding, role(["delete"])], finds: [] },
    {
      name: "stateless deliveries",
      objects: [
        edit(flux, stateless, "stateless"),
        edit(project, stateless, "stateless"),
        binding,
        role(["delete"]),
      ],
      finds: [],
    },
    {
      name: "the binding of somebody else",
      objects: [flux, edit(binding, ["subjects"], []), role(["delete"])],
      finds: [],
    },
    {
      name: "a role of another namespace",
      objects: [flux, binding, edit(role(["delete"]), ["metadata", "namespace"], "x")],
      finds: [],
    },
    {
      name: "a binding that gets its namespace later",
      objects: [flux, edit(binding, ["metadata", "namespace"], undefined), role(["delete"])],
      finds: ["2 rules[0].verbs[0]"],
    },
    { name: "a role of another kind", objects: [flux, binding, cluster], finds: [] },
    {
      name: "a role of the cluster",
      objects: [
        flux,
        edit(binding, ["roleRef", "kind"], "ClusterRole"),
        edit(cluster, ["metadata", "namespace"], undefined),
      ],
      finds: ["2 rules[0].verbs[0]"],
    },
    ...["admin", "edit", "cluster-admin"].map((name) => ({
      name: `the built-in role ${name}`,
      objects: [flux, edit(binding, ["roleRef"], { kind: "ClusterRole", name })],
      finds: ["1 roleRef.name"],
      message: /must not give an engine's account that built-in role/,
    })),
    {
      name: "subjects that are not known yet",
      objects: [flux, edit(binding, ["subjects"], UNKNOWN), role(["*"])],
      finds: ["2 rules[0].verbs[0]"],
    },
    {
      name: "a subject that is not known yet",
      objects: [flux, edit(binding, ["subjects"], [UNKNOWN]), role(["*"])],
      finds: ["2 rules[0].verbs[0]"],
    },
    {
      name: "resources that are not known yet",
      objects: [flux, binding, role(["*"], UNKNOWN)],
      finds: ["2 rules[0].verbs[0]"],
    },
    {
      name: "a resource that is not known yet",
      objects: [flux, binding, role(["*"], [UNKNOWN])],
      finds: ["2 rules[0].verbs[0]"],
    },
    {
      name: "verbs that are not known yet",
      objects: [flux, binding, role(UNKNOWN)],
      finds: ["2 rules[0].verbs"],
      undecided: true,
    },
    {
      name: "a role that is not known yet",
      objects: [flux, edit(binding, ["roleRef"], UNKNOWN)],
      finds: ["1 roleRef"],
      undecided: true,
    },
    {
      name: "a role without rules",
      objects: [flux, binding, named(api, "Role", "r", "flux-system")],
      finds: [],
    },
  ]);
});
