import { about, undecided, type SetFinding } from "../finding";
import { mariadbs, namespaces } from "../kinds";
import { environmentLabel, label } from "../labels";
import { identityOf, membersOf, type Member, type Target } from "../objects";
import { defineRule, levels } from "../rule";
import { read, type Value } from "../value";

const policies: readonly Target[] = [
  { group: "networking.k8s.io", kinds: ["NetworkPolicy"] },
  { group: "cilium.io", kinds: ["CiliumNetworkPolicy"] },
  { group: "projectcalico.org", kinds: ["NetworkPolicy"] },
  { group: "crd.projectcalico.org", kinds: ["NetworkPolicy"] },
];

export const networkPolicyPresent = defineRule({
  id: "network-policy-present",
  scope: "set",
  title: "A namespace with databases has a NetworkPolicy",
  why:
    "Without one, every pod of the cluster reaches port 3306 and the ports by which the servers replicate, and a " +
    "stolen password is all that is missing. Who may connect is also what an open host (%) of a database user relies " +
    "on, because the addresses of pods change.",
  severity: "medium",
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [namespaces],
  remedy: "Add a NetworkPolicy with metadata.namespace of the databases that selects their pods.",
  references: [
    {
      title: "Kubernetes: network policies",
      url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    },
  ],
  check: (objects) =>
    membersOf(objects, namespaces)
      .filter(({ object }) => holdsDatabases(object, objects))
      .flatMap((namespace) => unprotected(namespace, objects)),
});

/** The package labels the namespaces of its databases; another one is told by the server in it. */
function holdsDatabases(namespace: Value, objects: readonly Value[]): boolean {
  const { name } = identityOf(namespace);
  return (
    label(namespace, environmentLabel).state !== "absent" ||
    membersOf(objects, mariadbs).some(({ object }) => {
      const place = read(object, ["metadata", "namespace"]);
      return place.state === "unknown" || (place.state === "known" && place.value === name);
    })
  );
}

/** A policy whose namespace is not known yet may be the one that is asked for. */
function unprotected({ index, object }: Member, objects: readonly Value[]): readonly SetFinding[] {
  const path = ["metadata", "name"];
  const name = read(object, path);
  const covered = membersOf(objects, ...policies).some((policy) => {
    const place = read(policy.object, ["metadata", "namespace"]);
    return (
      place.state === "unknown" ||
      (place.state === "known" && name.state === "known" && place.value === name.value)
    );
  });
  if (covered) {
    return [];
  }
  const message =
    "must have a NetworkPolicy, because every pod of the cluster reaches its databases otherwise";
  return about(index, [name.state === "unknown" ? undecided(name.path) : { path, message }]);
}
