import { about, undecided, type Finding } from "../finding";
import { mariadbs, namespaces } from "../kinds";
import { isExactly, label, protectedLabel } from "../labels";
import { find, identityOf, membersOf } from "../objects";
import { defineRule, levels } from "../rule";
import type { Value } from "../value";

const path = ["metadata", "labels", protectedLabel];

export const namespaceProtected = defineRule({
  id: "namespace-protected",
  scope: "set",
  title: "The namespace of a database server carries the label that protects it",
  why:
    "A deleted namespace takes every claim and Secret inside with it, and no setting on the objects prevents that. The " +
    "deletion guard in the cluster protects the namespaces that carry the label, and in them the servers, databases, " +
    "backups and claims: without the label it lets everything pass.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [mariadbs, namespaces],
  remedy: `Set metadata.labels["${protectedLabel}"]: "true" on the Namespace.`,
  references: [
    {
      title: "Kubernetes: validating admission policies",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
    },
    {
      title: "Kyverno: blocking updates and deletes by label",
      url: "https://kyverno.io/policies/other/block-updates-deletes/block-updates-deletes/",
    },
  ],
  equivalents: ["kyverno/block-updates-deletes"],
  check: (objects) => {
    const servers = membersOf(objects, mariadbs);
    return servers.flatMap(({ object }) => {
      const namespace = identityOf(object).namespace;
      const { named, possible } = find(objects, {
        target: namespaces,
        namespace: "",
        name: namespace,
      });
      return namespace === ""
        ? []
        : [...named, ...possible].flatMap((member) => about(member.index, unprotected(member.object)));
    });
  },
});

function unprotected(namespace: Value): readonly Finding[] {
  const protection = label(namespace, protectedLabel);
  if (isExactly(protection, "true")) {
    return [];
  }
  const message = `must carry the label ${protectedLabel} with the value "true", because nothing else keeps the servers inside`;
  return [protection.state === "unknown" ? undecided(protection.path) : { path, message }];
}
