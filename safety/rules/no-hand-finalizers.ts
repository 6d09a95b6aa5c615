import { eachText } from "../expect";
import { shown } from "../finding";
import { mariadbGroup } from "../kinds";
import { defineRule } from "../rule";
import { formatPath } from "../value";

const groups = [mariadbGroup, "mariadb.mmontes.io", "enterprise.mariadb.com"];

export const noHandFinalizers = defineRule({
  id: "no-hand-finalizers",
  scope: "object",
  title: "Nobody writes a finalizer of the operator into a manifest",
  why:
    "The operator adds and removes its finalizers itself. One that it does not know is never removed: the object stays " +
    "Terminating forever, and its namespace with it. One that it knows comes back with every sync while the operator " +
    "takes it away, and a deletion then runs the cleanup of an object that was meant to be kept.",
  severity: "high",
  appliesTo: groups.map((group) => ({ group, kinds: ["*"] })),
  remedy: "Remove the entry from metadata.finalizers.",
  references: [
    {
      title: "Kubernetes: finalizers",
      url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/",
    },
    {
      title: "mariadb-operator #1582: objects that never finish terminating",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1582",
    },
  ],
  shows: ["finalizers"],
  check: (object) =>
    eachText(object, ["metadata", "finalizers"], (finalizer, path) => {
      const message = `must not write ${shown(finalizer)} in ${formatPath(path)}, because the operator manages its finalizers itself`;
      return isOperators(finalizer) ? [{ path, message }] : [];
    }),
});

/** The domain of a finalizer is the group, or a name before it: database.k8s.mariadb.com/finalizer. */
function isOperators(finalizer: string): boolean {
  const domain = finalizer.split("/")[0] ?? "";
  return groups.some((group) => domain === group || domain.endsWith(`.${group}`));
}
