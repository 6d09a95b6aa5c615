/** Who may delete or restore data, confirm it, become somebody else who may, or take the guard away. */
import { identityOf } from "./objects";
import { mariadbGroup } from "./kinds";
import { protectedLabel, label, isExactly } from "./labels";
import { matches } from "./permissions";
import { readRbac, type Grant, type PolicyRule, type SourcedRule } from "./rbac";
import type { Value } from "./value";

/** A kind by its API group and its name in paths. */
interface Resource {
  readonly group: string;
  readonly resource: string;
  /** Whether it has no namespace, so that a RoleBinding does not reach it. */
  readonly cluster?: true;
}

const of = (group: string, ...resources: readonly string[]): Resource[] =>
  resources.map((resource) => ({ group, resource }));
const ofCluster = (group: string, ...resources: readonly string[]): Resource[] =>
  of(group, ...resources).map((resource) => ({ ...resource, cluster: true }));

/**
 * Data, and what it goes with: the kinds of the deletion guard. A namespace counts as being in itself, because a
 * RoleBinding inside may grant its deletion.
 */
export const dataResources: readonly Resource[] = [
  ...of(
    mariadbGroup,
    ...["mariadbs", "databases", "users", "grants", "backups", "physicalbackups", "pointintimerecoveries"],
    ...["externalmariadbs", "maxscales"],
  ),
  ...of("", "persistentvolumeclaims", "secrets", "namespaces"),
  ...ofCluster("", "persistentvolumes"),
  ...ofCluster("apiextensions.k8s.io", "customresourcedefinitions"),
  ...of("argoproj.io", "applications", "applicationsets", "appprojects"),
  ...of("kustomize.toolkit.fluxcd.io", "kustomizations"),
  ...of("helm.toolkit.fluxcd.io", "helmreleases"),
  ...of("snapshot.storage.k8s.io", "volumesnapshots"),
  ...ofCluster("snapshot.storage.k8s.io", "volumesnapshotcontents"),
];

/** What somebody may do, and the requests by which it is done. */
interface Deed {
  readonly verbs: readonly string[];
  readonly resources: readonly Resource[];
}

const policies = ofCluster(
  "admissionregistration.k8s.io",
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
);

const deeds = {
  delete: [{ verbs: ["delete", "deletecollection"], resources: dataResources }],
  restore: [{ verbs: ["create"], resources: of(mariadbGroup, "restores") }],
  sql: [{ verbs: ["create"], resources: of(mariadbGroup, "sqljobs") }],
  confirm: [
    { verbs: ["confirm-deletion", "confirm-weakening"], resources: dataResources },
    { verbs: ["confirm-restore"], resources: of(mariadbGroup, "restores") },
  ],
  impersonate: [
    {
      verbs: ["impersonate", "impersonate:user-info", "impersonate:serviceaccount"],
      resources: [...ofCluster("", "users", "groups"), ...of("", "serviceaccounts")],
    },
    { verbs: ["create"], resources: of("", "serviceaccounts/token") },
  ],
  escalate: [
    {
      verbs: ["escalate", "bind"],
      resources: of("rbac.authorization.k8s.io", "roles", "clusterroles"),
    },
  ],
  admission: [{ verbs: ["update", "patch", "delete", "deletecollection"], resources: policies }],
} as const satisfies Record<string, readonly Deed[]>;

/** What somebody may do: `sql` runs any statement, `admission` changes or removes the guard's own policies. */
export type Power = keyof typeof deeds;

/** Every power, in the order of reports. */
export const powers = Object.keys(deeds) as Power[];

/** One power of one subject. */
export interface Access {
  readonly subject: string;
  readonly power: Power;
  /** The namespace that it holds in; empty for the whole cluster. */
  readonly namespace: string;
  /** `mariadbs`, or `secrets/<name>` where a rule names the objects; `*` for every kind. */
  readonly resources: readonly string[];
  /** The bindings and roles that give it, such as `RoleBinding/shop/devs -> ClusterRole/edit (from mariadb-operator-edit)`. */
  readonly via: readonly string[];
  /** Whether the subject is to have it: it is named so, or it is the control plane itself. */
  readonly expected: boolean;
}

/** What a role of every cluster gets through aggregation from another one. */
export interface Aggregated {
  readonly role: string;
  readonly from: string;
  readonly power: Power;
  readonly resources: readonly string[];
}

/** The answer. */
export interface AccessReport {
  readonly accesses: readonly Access[];
  readonly aggregated: readonly Aggregated[];
  /** Roles that a binding names and that are not among the objects: what they grant is not known. */
  readonly undefinedRoles: readonly string[];
  /** The namespaces that were looked at; empty for all. */
  readonly namespaces: readonly string[];
}

/**
 * Lists who can do what, out of roles and bindings and, where they are given, Namespaces.
 *
 * @param objects manifests, or what the API server lists
 * @param expected subjects that are to have a power: `Group:dba`, or `Group:on-duty=confirm,restore` for some powers
 * only; a star stands for any text
 * @param namespaces namespaces of databases; by default those that carry the protected label, and all where none does
 */
export function whoMay(
  objects: readonly Value[],
  expected: readonly string[],
  namespaces: readonly string[] = protectedAmong(objects),
): AccessReport {
  const rbac = readRbac(objects);
  const inReach = rbac.grants.filter(
    ({ namespace }) => namespace === "" || namespaces.length === 0 || namespaces.includes(namespace),
  );
  const found = inReach.flatMap((grant) =>
    powers.flatMap((power) => {
      const resources = reached(power, grant.rule, grant.namespace !== "");
      return resources.length === 0 ? [] : [{ grant, power, resources }];
    }),
  );
  const grouped = Map.groupBy(found, ({ grant, power }) =>
    JSON.stringify([grant.subject, powers.indexOf(power), grant.namespace]),
  );
  const accesses = [...grouped.values()].flatMap((same): Access[] => {
    const [first] = same;
    if (first === undefined) {
      return [];
    }
    const { subject, namespace } = first.grant;
    return [
      {
        subject,
        power: first.power,
        namespace,
        resources: unique(same.flatMap(({ resources }) => resources)),
        via: unique(same.map(({ grant }) => way(grant))),
        expected:
          same.every(({ grant }) => isControlPlane(grant)) ||
          expected.some((entry) => names(entry, subject, first.power)),
      },
    ];
  });
  const order = ({ expected: known, subject, power, namespace }: Access): string =>
    `${known ? 1 : 0} ${subject} ${powers.indexOf(power)} ${namespace}`;
  return {
    accesses: accesses.sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    aggregated: ["view", "edit", "admin"].flatMap((role) =>
      aggregatedInto(role, rbac.clusterRoles.get(role) ?? []),
    ),
    undefinedRoles: unique(rbac.undefinedRoles),
    namespaces,
  };
}

function protectedAmong(objects: readonly Value[]): string[] {
  return objects
    .filter((object) => identityOf(object).group === "" && identityOf(object).kind === "Namespace")
    .filter((object) => isExactly(label(object, protectedLabel), "true"))
    .map((object) => identityOf(object).name);
}

/** The resources on which a rule grants a power. */
function reached(power: Power, rule: PolicyRule, inNamespace: boolean): string[] {
  const asked = (deeds[power] as readonly Deed[]).flatMap(({ verbs, resources }) =>
    resources
      .filter(({ cluster }) => !(inNamespace && cluster === true))
      .map((resource) => ({ resource, allowed: verbs.some((verb) => allows(rule, verb, resource)) })),
  );
  const found = asked.filter(({ allowed }) => allowed).map(({ resource: { resource } }) => resource);
  if (rule.resources.includes("*") && rule.apiGroups.includes("*") && found.length === asked.length) {
    return ["*"];
  }
  return rule.resourceNames.length === 0
    ? unique(found)
    : found.flatMap((resource) => rule.resourceNames.map((name) => `${resource}/${name}`));
}

/** What the API server's authorizer says, for an object that the rule names where it names any. */
function allows(rule: PolicyRule, verb: string, { group, resource }: Resource): boolean {
  const [, subresource] = resource.split("/");
  // The name of a new object is not known to the authorizer, nor are those of a whole collection.
  const nameless = verb === "deletecollection" || (verb === "create" && subresource === undefined);
  return (
    (rule.verbs.includes(verb) || rule.verbs.includes("*")) &&
    (rule.apiGroups.includes(group) || rule.apiGroups.includes("*")) &&
    (rule.resources.includes(resource) ||
      rule.resources.includes("*") ||
      (subresource !== undefined && rule.resources.includes(`*/${subresource}`))) &&
    !(nameless && rule.resourceNames.length > 0)
  );
}

function way({ binding, role, rule }: Grant): string {
  return `${binding} -> ${role}${rule.from === "" ? "" : ` (from ${rule.from})`}`;
}

/**
 * Whether Kubernetes itself makes the grant in every cluster: to its superusers, to its controllers and to the processes
 * of the control plane, each by a binding that bears its name. Anybody else who is put into such a binding is not meant.
 */
function isControlPlane({ binding, subject }: Grant): boolean {
  const name = binding.replace(/^ClusterRoleBinding\//, "");
  return (
    (name === "cluster-admin" && subject === "Group:system:masters") ||
    subject === `ServiceAccount:kube-system/${name.replace(/^system:controller:/, "")}` ||
    (name.startsWith("system:kube-") && subject === `User:${name}`)
  );
}

function names(entry: string, subject: string, power: Power): boolean {
  const [pattern = "", some] = entry.split("=");
  return matches(pattern, subject) && (some === undefined || some.split(",").includes(power));
}

function aggregatedInto(role: string, rules: readonly SourcedRule[]): Aggregated[] {
  const foreign = rules.filter(
    ({ from }) => from !== "" && !/^(view|edit|system:aggregate-to-.*)$/.test(from),
  );
  const found = foreign.flatMap((rule) =>
    powers.map((power) => ({ from: rule.from, power, resources: reached(power, rule, true) })),
  );
  const grouped = Map.groupBy(
    found.filter(({ resources }) => resources.length > 0),
    ({ from, power }) => `${from} ${power}`,
  );
  return [...grouped.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [{ role, ...first, resources: unique([first, ...more].flatMap(({ resources }) => resources)) }],
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
