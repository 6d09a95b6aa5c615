import { inspect, mustBeSet, text } from "../expect";
import type { Finding } from "../finding";
import { sealedSecrets } from "../kinds";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

const own = ["metadata", "namespace"];
const templates = ["spec", "template", "metadata"];
const clusterWide = "sealedsecrets.bitnami.com/cluster-wide";

export const sealedSecretScope = defineRule({
  id: "sealed-secret-scope",
  scope: "object",
  title: "A sealed secret can be opened in one namespace only",
  why:
    "The namespace is part of what a sealed secret is encrypted for, so that nobody can copy the password of production " +
    "from Git and have it opened in a namespace of their own. A cluster-wide one gives that up. Without a namespace, or " +
    "with another one in its template, the controller cannot decrypt it, and the database waits for its password.",
  severity: "high",
  appliesTo: [sealedSecrets],
  remedy:
    "Set metadata.namespace to the namespace of the database and spec.template.metadata.namespace to the same or " +
    "nothing, remove the annotation sealedsecrets.bitnami.com/cluster-wide, and seal again with that scope.",
  references: [
    { title: "Sealed Secrets: scopes", url: "https://github.com/bitnami-labs/sealed-secrets#scopes" },
  ],
  check: (object) => [
    ...mustBeSet(object, own, "the value is encrypted for its namespace"),
    ...sameNamespace(object),
    ...[["metadata"], templates].flatMap((at) => narrow(object, [...at, "annotations", clusterWide])),
  ],
});

function sameNamespace(object: Value): readonly Finding[] {
  const namespace = read(object, own);
  return text(object, [...templates, "namespace"], {
    known: (template, path) => {
      const message = `must not write another namespace in ${formatPath(path)} than in metadata.namespace`;
      return namespace.state === "known" && namespace.value !== template ? [{ path, message }] : [];
    },
  });
}

function narrow(object: Value, path: Path): readonly Finding[] {
  const message = `must not set ${formatPath(path)}, because any namespace can then open it`;
  return inspect(object, path, {
    known: (value) => (value === "false" || value === false ? [] : [{ path, message }]),
  });
}
