import { argoApplications, checkApplication } from "../application";
import { parametersOf, type Context } from "../environment";
import { eachItem, inspect, text } from "../expect";
import { undecided, type Finding } from "../finding";
import { appProjects } from "../kinds";
import { isStateless } from "../labels";
import { identityOf, isTarget, textAt } from "../objects";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

/** Namespaces of the cluster itself, and the one where everything lands that names none. */
const reserved = ["default", "kube-node-lease", "kube-public", "kube-system"];

export const allowedDestinations = defineRule({
  id: "allowed-destinations",
  scope: "object",
  title: "Databases are delivered to the clusters and namespaces that are meant for them",
  why:
    "A destination is one line, and a copied one: the overlay of staging delivered to the namespace of production " +
    "overwrites the databases there. In the namespace default there is no quota, no network policy and no guard, and in " +
    "kube-system everything may do everything.",
  severity: "high",
  appliesTo: [argoApplications, appProjects],
  remedy:
    "Set server (or name) and namespace of spec.destination, or of spec.destinations of a project, to a " +
    "destination of allowedDestinations.",
  references: [
    {
      title: "Argo CD: projects and their destinations",
      url: "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/",
    },
  ],
  parameters: ["allowedDestinations"],
  check: (object, context) => {
    const { group, kind } = identityOf(object);
    if (isTarget([appProjects], group, kind)) {
      return isStateless(object, [])
        ? []
        : eachItem(object, ["spec", "destinations"], (_, path) => destination(object, path, context));
    }
    return checkApplication(object, ({ root, at }) =>
      isStateless(root, at)
        ? []
        : inspect(root, [...at, "spec", "destination"], {
            known: (_, path) => destination(root, path, context),
          }),
    );
  },
});

function destination(root: Value, at: Path, context: Context): readonly Finding[] {
  return [
    ...text(root, [...at, "namespace"], {
      known: (namespace, path) => {
        const message = `must not deliver to a namespace of the cluster itself or to default in ${formatPath(path)}`;
        return reserved.includes(namespace) ? [{ path, message }] : [];
      },
    }),
    ...listed(root, at, parametersOf(context).allowedDestinations),
  ];
}

function listed(root: Value, at: Path, allowed: readonly string[]): readonly Finding[] {
  if (allowed.length === 0) {
    return [];
  }
  const hidden = ["server", "name", "namespace"]
    .map((field) => read(root, [...at, field]))
    .find(({ state }) => state === "unknown");
  if (hidden !== undefined) {
    return [undecided(hidden.path)];
  }
  const [server, name, namespace] = ["server", "name", "namespace"].map((field) =>
    textAt(root, [...at, field]),
  );
  const message = `must name one of the allowed destinations in ${formatPath(at)}`;
  return allowed.includes(`${(server ?? "") || (name ?? "")}/${namespace ?? ""}`)
    ? []
    : [{ path: at, message }];
}
