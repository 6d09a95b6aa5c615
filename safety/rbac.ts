/**
 * Kubernetes' roles and bindings: who is granted which rules, with what aggregation adds to a role. What cannot be read
 * grants nothing here, as the API server would refuse it.
 */
import { identityOf, textAt } from "./objects";
import { isList, isMap, read, type Path, type Value } from "./value";

/** A rule of a role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Names that the rule is limited to; none means every object. */
  readonly resourceNames: readonly string[];
}

/** A rule as a role grants it. */
export interface SourcedRule extends PolicyRule {
  /** The ClusterRole that aggregation took it from; empty where the role has it itself. */
  readonly from: string;
}

/** One rule that a binding gives to somebody. */
export interface Grant {
  /** `User:alice`, `Group:dba` or `ServiceAccount:argocd/argocd-server`. */
  readonly subject: string;
  /** The namespace that it holds in; empty for the whole cluster. */
  readonly namespace: string;
  /** `ClusterRoleBinding/x`, or `RoleBinding/<namespace>/x`. */
  readonly binding: string;
  /** `ClusterRole/x` or `Role/x`. */
  readonly role: string;
  readonly rule: SourcedRule;
}

/** What roles and bindings say together. */
export interface Rbac {
  readonly grants: readonly Grant[];
  /** Rules of each ClusterRole, by its name. */
  readonly clusterRoles: ReadonlyMap<string, readonly SourcedRule[]>;
  /** Roles that a binding names and nobody defines. */
  readonly undefinedRoles: readonly string[];
}

const group = "rbac.authorization.k8s.io";
const any = ["*"];
const everything: PolicyRule = { apiGroups: any, resources: any, verbs: any, resourceNames: [] };

/** A ClusterRole of every cluster, by the label with which others are added to it. */
const standing = (to: string): Value => ({
  apiVersion: `${group}/v1`,
  kind: "ClusterRole",
  metadata: { name: to, labels: next(to) },
  aggregationRule: {
    clusterRoleSelectors: [{ matchLabels: { [`${group}/aggregate-to-${to}`]: "true" } }],
  },
  rules: standingRules[to] ?? [],
});

/** Who may edit may view, and an admin may edit. */
function next(to: string): Record<string, Value> {
  const above = { view: "edit", edit: "admin" }[to];
  return above === undefined ? {} : { [`${group}/aggregate-to-${above}`]: "true" };
}

/** Of what Kubernetes grants them itself, the part that deletes data or lets somebody be another one. */
const standingRules: Readonly<Record<string, readonly Value[]>> = {
  edit: [
    {
      apiGroups: [""],
      resources: ["persistentvolumeclaims", "secrets"],
      verbs: ["create", "delete", "deletecollection", "patch", "update"],
    },
    { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] },
    { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
  ],
};

/**
 * Reads the roles and bindings among objects. The roles that every cluster has (`cluster-admin`, `admin`, `edit` and
 * `view`) are taken from Kubernetes where the objects do not bring them, as in manifests.
 */
export function readRbac(objects: readonly Value[]): Rbac {
  const ofGroup = objects.filter((object) => identityOf(object).group === group);
  const named = (kind: string) => ofGroup.filter((object) => identityOf(object).kind === kind);
  const given = named("ClusterRole");
  const names = new Set(given.map((object) => identityOf(object).name));
  const all = [...given, ...["edit", "view", "admin"].filter((name) => !names.has(name)).map(standing)];
  const clusterRoles = new Map(all.map((role) => [identityOf(role).name, rulesOf(role, all, [])]));
  if (!names.has("cluster-admin")) {
    clusterRoles.set("cluster-admin", [{ ...everything, from: "" }]);
  }
  const roles = new Map(
    named("Role").map((role) => [`${identityOf(role).namespace}/${identityOf(role).name}`, ownRules(role)]),
  );
  const undefinedRoles: string[] = [];
  const grants = [...named("ClusterRoleBinding"), ...named("RoleBinding")].flatMap((binding) => {
    const { kind, namespace, name } = identityOf(binding);
    const role = { kind: textAt(binding, ["roleRef", "kind"]), name: textAt(binding, ["roleRef", "name"]) };
    const rules = role.kind === "Role" ? roles.get(`${namespace}/${role.name}`) : clusterRoles.get(role.name);
    const place = kind === "RoleBinding" ? namespace : "";
    if (rules === undefined) {
      undefinedRoles.push(`${role.kind}/${role.name} of ${kind}/${name}`);
      return [];
    }
    return itemsOf(binding, ["subjects"]).flatMap((subject) =>
      rules.map((rule) => ({
        subject: subjectOf(subject, namespace),
        namespace: place,
        binding: place === "" ? `${kind}/${name}` : `${kind}/${place}/${name}`,
        role: `${role.kind}/${role.name}`,
        rule,
      })),
    );
  });
  return { grants, clusterRoles, undefinedRoles };
}

function subjectOf(subject: Value, home: string): string {
  const kind = textAt(subject, ["kind"]);
  const name = textAt(subject, ["name"]);
  return kind === "ServiceAccount"
    ? `${kind}:${textAt(subject, ["namespace"]) || home}/${name}`
    : `${kind}:${name}`;
}

/**
 * What a ClusterRole grants. The controller writes the sum of an aggregated role into its rules, where nobody sees any
 * more whose they are; so they are added up here again, and what is left is its own.
 */
function rulesOf(role: Value, all: readonly Value[], above: readonly string[]): readonly SourcedRule[] {
  const { name } = identityOf(role);
  const selectors = itemsOf(role, ["aggregationRule", "clusterRoleSelectors"]);
  const sources = all.filter(
    (other) =>
      other !== role &&
      !above.includes(identityOf(other).name) &&
      selectors.some((selector) => selects(selector, other)),
  );
  const added = sources.flatMap((source) =>
    rulesOf(source, all, [...above, name]).map((rule) => ({
      ...rule,
      from: rule.from === "" ? identityOf(source).name : rule.from,
    })),
  );
  const known = new Set(added.map(keyOf));
  return [...added, ...ownRules(role).filter((rule) => !known.has(keyOf(rule)))];
}

function keyOf({ apiGroups, resources, verbs, resourceNames }: PolicyRule): string {
  return JSON.stringify([apiGroups, resources, verbs, resourceNames]);
}

function ownRules(role: Value): readonly SourcedRule[] {
  return itemsOf(role, ["rules"]).map((rule) => ({
    apiGroups: textsOf(rule, "apiGroups"),
    resources: textsOf(rule, "resources"),
    verbs: textsOf(rule, "verbs"),
    resourceNames: textsOf(rule, "resourceNames"),
    from: "",
  }));
}

/** Whether a label selector selects an object; an empty one selects all. */
export function selects(selector: Value, object: Value): boolean {
  const label = (key: string): string | undefined => {
    const reading = read(object, ["metadata", "labels", key]);
    return reading.state === "known" && typeof reading.value === "string" ? reading.value : undefined;
  };
  const wanted = read(selector, ["matchLabels"]);
  const labels = wanted.state === "known" && isMap(wanted.value) ? Object.entries(wanted.value) : [];
  return (
    labels.every(([key, value]) => label(key) === value) &&
    itemsOf(selector, ["matchExpressions"]).every((expression) => {
      const value = label(textAt(expression, ["key"]));
      const listed = value !== undefined && textsOf(expression, "values").includes(value);
      switch (textAt(expression, ["operator"])) {
        case "In":
          return listed;
        case "NotIn":
          return !listed;
        case "Exists":
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}

function itemsOf(object: Value, path: Path): readonly Value[] {
  const reading = read(object, path);
  return reading.state === "known" && isList(reading.value) ? reading.value : [];
}

function textsOf(object: Value, field: string): readonly string[] {
  return itemsOf(object, [field]).filter((item) => typeof item === "string");
}
