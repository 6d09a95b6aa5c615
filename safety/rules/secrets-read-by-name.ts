import { eachItem, eachText, inspect } from "../expect";
import type { Finding } from "../finding";
import { roles } from "../permissions";
import { defineRule, levels } from "../rule";
import { formatPath, isList, type Path, type Value } from "../value";

/** What makes a rule of a role one that reads Secrets: it has one of these in each of the lists. */
const reading: Readonly<Record<string, readonly string[]>> = {
  apiGroups: ["", "*"],
  resources: ["secrets", "*"],
  verbs: ["get", "list", "watch", "*"],
};
const match: Finding = { path: [], message: "reads Secrets" };

export const secretsReadByName = defineRule({
  id: "secrets-read-by-name",
  scope: "object",
  title: "A role reads the Secrets that it names, and no others",
  why:
    "Who may read every Secret of a namespace has the root password of each database in it, and who may read those of " +
    "the cluster has all of them, the keys of the backups and the tokens of other accounts besides. One stolen token of " +
    "a dashboard or an exporter is then enough to empty a database without passing any other protection.",
  severity: "high",
  // Advisory in production too: controllers of Secrets, and SOPS under Flux, cannot know the names beforehand.
  levels: levels({ staging: "advisory", production: "advisory" }),
  appliesTo: [roles],
  notOfCharts: true,
  remedy:
    "Set rules[].resourceNames to the metadata.name of each Secret that is needed, and rules[].verbs to get alone; where " +
    "none is needed, remove secrets from rules[].resources.",
  references: [
    {
      title: "Kubernetes: rights to single objects",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources",
    },
    {
      title: "Kubernetes: good practices for RBAC",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets",
    },
  ],
  check: (object) =>
    eachItem(object, ["rules"], (_, path) => {
      const unnamed = names(object, [...path, "resourceNames"]);
      const lists = Object.entries(reading).map(([list, wanted]) => has(object, [...path, list], wanted));
      if (unnamed.length === 0 || lists.includes(false)) {
        return [];
      }
      const unclear = lists.filter((answer) => typeof answer === "object");
      return unclear.length > 0 ? unclear : unnamed;
    }),
});

/** Whether a list has one of some words, or the finding that keeps this from being known. */
function has(object: Value, path: Path, wanted: readonly string[]): boolean | Finding {
  const found = eachText(object, path, (word) => (wanted.includes(word) ? [match] : []));
  return found.includes(match) || (found[0] ?? false);
}

/** An empty list restricts nothing, and an empty name is the one that a request for all objects has. */
function names(object: Value, path: Path): readonly Finding[] {
  const message =
    `must name the Secrets that it reads in ${formatPath(path)}, ` +
    "because it reads the password of every database otherwise";
  const all: Finding = { path, message };
  return inspect(object, path, {
    known: (list) =>
      isList(list) && list.length === 0
        ? [all]
        : eachText(object, path, (name) => (name === "" ? [all] : [])),
    absent: () => [all],
  });
}
