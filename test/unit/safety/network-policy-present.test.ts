import { UNKNOWN } from "../../../safety";
import { networkPolicyPresent } from "../../../safety/rules/network-policy-present";
import { edit, mariadb, named } from "./objects";
import { setTable } from "./table";

const namespace = named("v1", "Namespace", "mariadb-production");
const labelled = edit(namespace, ["metadata", "labels", "mariadb-gitops.dev/environment"], "production");
const policy = (place: string | typeof UNKNOWN, group = "networking.k8s.io/v1", kind = "NetworkPolicy") =>
  named(group, kind, "deny", place);

describe("network-policy-present", () => {
  setTable(networkPolicyPresent, [
    {
      name: "a labelled namespace with a policy",
      objects: [labelled, policy("mariadb-production")],
      finds: [],
    },
    {
      name: "a labelled namespace without",
      objects: [labelled],
      finds: ["0 metadata.name"],
      message: /must have a NetworkPolicy/,
    },
    {
      name: "a labelled namespace without, in dev",
      objects: [labelled],
      environment: "dev",
      finds: ["0 metadata.name"],
    },
    { name: "a policy of another namespace", objects: [labelled, policy("web")], finds: ["0 metadata.name"] },
    {
      name: "the namespace of a server without",
      objects: [mariadb(), namespace],
      finds: ["1 metadata.name"],
    },
    {
      name: "a policy of Cilium",
      objects: [namespace, mariadb(), policy("mariadb-production", "cilium.io/v2", "CiliumNetworkPolicy")],
      finds: [],
    },
    {
      name: "a namespace of something else",
      objects: [named("v1", "Namespace", "web"), mariadb()],
      finds: [],
    },
    { name: "a server whose namespace is made elsewhere", objects: [mariadb()], finds: [] },
    { name: "a policy whose namespace is not known yet", objects: [labelled, policy(UNKNOWN)], finds: [] },
    {
      name: "a namespace that is not known yet",
      objects: [edit(labelled, ["metadata", "name"], UNKNOWN)],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    {
      name: "metadata that is not known yet",
      objects: [edit(labelled, ["metadata"], UNKNOWN)],
      finds: ["0 metadata"],
      undecided: true,
    },
    {
      name: "a namespace without metadata",
      objects: [{ apiVersion: "v1", kind: "Namespace" }, mariadb()],
      finds: [],
    },
  ]);
});
