/**
 * Which objects of a reviewed set have to do with a database: those that are one, and those that hold, open, deliver or
 * contain one. It is told from what the objects say and refer to, because the rules are about databases, and most of
 * what a repository holds is not.
 */
import { argoApplications } from "./application";
import { mayNameDelivery, namesDatabase, namesDelivery } from "./database-names";
import { delivers, deliveringKinds, is, type Look } from "./delivered";
import {
  appProjects,
  configMaps,
  externalSecrets,
  fluxKustomizations,
  mariadbGroup,
  namespaces,
  sealedSecrets,
  secrets,
  storageClasses,
  volumeClaims,
} from "./kinds";
import { environmentLabel, labelDomain, protectedLabel } from "./labels";
import { identityOf, textAt, type Target } from "./objects";
import { isMigrationFile } from "./migration-files";
import { accountsOf, binds, bindings, refersTo, roles } from "./permissions";
import { namesIn, textsIn, type Names } from "./references";
import { isMap, read, type Value } from "./value";
import { isMigration, runsServer, usesDatabase, workloads } from "./workloads";

const volumes: Target = { group: "", kinds: ["PersistentVolume"] };
const accounts: Target = { group: "", kinds: ["ServiceAccount"] };
/** What Flux fetches deliveries from. */
const sourceKinds: readonly Target[] = [
  {
    group: "source.toolkit.fluxcd.io",
    kinds: ["Bucket", "GitRepository", "HelmRepository", "OCIRepository", "ExternalArtifact"],
  },
];
const notices: readonly Target[] = [
  { group: "notification.toolkit.fluxcd.io", kinds: ["Alert", "Provider", "Receiver"] },
];
const secretStores: readonly Target[] = [
  { group: "external-secrets.io", kinds: ["ClusterSecretStore", "SecretStore"] },
];
const secretKinds: readonly Target[] = [secrets, sealedSecrets, externalSecrets];
const clusterSecrets: Target = { group: "external-secrets.io", kinds: ["ClusterExternalSecret"] };

/** The kinds that count only when something shows that they belong to a database. Every other kind counts. */
const shared: readonly Target[] = [
  ...deliveringKinds,
  ...sourceKinds,
  ...notices,
  ...secretStores,
  ...secretKinds,
  clusterSecrets,
  ...workloads,
  appProjects,
  configMaps,
  namespaces,
  volumeClaims,
  volumes,
  storageClasses,
  accounts,
  roles,
  bindings,
  { group: "", kinds: ["Service"] },
  { group: "apiextensions.k8s.io", kinds: ["CustomResourceDefinition"] },
];

/**
 * Whether an object is a database, or a part of one, whatever is beside it: an object of an operator of MariaDB or MySQL,
 * a definition of these, a server that runs in a workload, a claim of one.
 */
export function isDatabase(object: Value): boolean {
  const { group, kind, name } = identityOf(object);
  if (namesDatabase(group) || is(object, ...workloads)) {
    return namesDatabase(group) || runsServer(object);
  }
  if (kind === "CustomResourceDefinition") {
    return textAt(object, ["spec", "group"]) === mariadbGroup;
  }
  return is(object, volumeClaims, volumes) && (namesDatabase(name) || operatorsClaim.test(name));
}

/** What the operator calls the claims of a server: `storage-mariadb-0`. */
const operatorsClaim = /^storage-.+-\d+$/;

/** The objects of a set that have to do with a database. */
export function databasesIn(objects: readonly Value[], look: Look = () => undefined): ReadonlySet<Value> {
  const members = objects.filter((object) => is(object, ...shared));
  const found = new Set(objects.filter((object) => isDatabase(object) || !is(object, ...shared)));
  const add = (...more: readonly Value[]): void => {
    more.forEach((object) => found.add(object));
  };
  const held = objects.filter(isDatabase);
  const deliveries = deliveriesIn(members, held.length > 0, look);
  const own = members.filter((object) => saysSo(object) || namesItself(object));
  add(...deliveries, ...own);
  // The Secrets of a Kustomization decrypt what it applies, whatever that is; a chart's are those of what it installs.
  const used = namesIn([...held, ...deliveries.filter((object) => !is(object, fluxKustomizations))]);
  add(...members.filter((object) => isUsed(object, used)));
  // What the first step found may name more: the class of a claim, the source of a delivery, the store of a Secret.
  const further = namesIn([
    ...held,
    ...members.filter((object) => found.has(object) && !is(object, ...workloads)),
  ]);
  add(...members.filter((object) => isBehind(object, further)));
  const kept = [...held, ...deliveries];
  if (kept.length > 0) {
    add(...members.filter(isSetting), ...members.filter(isMigration));
  }
  const homes = new Set(kept.flatMap(homesOf));
  add(...members.filter((object) => is(object, namespaces) && homes.has(identityOf(object).name)));
  addPermissions(members, accountsOf(members.filter((object) => found.has(object))), add);
  return found;
}

/**
 * The deliveries of databases. Where the set holds a database and no delivery is known to deliver it, it may be any of
 * those that nobody can look into.
 */
function deliveriesIn(members: readonly Value[], holds: boolean, look: Look): readonly Value[] {
  const all = members.filter((object) => is(object, ...deliveringKinds));
  const known = all.filter((object) => saysSo(object) || delivers(object, look));
  const paths = [argoApplications, fluxKustomizations];
  return !holds || known.some((object) => is(object, ...paths))
    ? known
    : [...known, ...all.filter((object) => is(object, ...paths) && look(object) === undefined)];
}

/** Whether labels of this project or of the operator say that an object belongs to a database. */
function saysSo(object: Value): boolean {
  return ["labels", "annotations"].some((field) => {
    const written = read(object, ["metadata", field]);
    return (
      written.state === "known" &&
      isMap(written.value) &&
      Object.keys(written.value).some(
        (key) =>
          key === environmentLabel ||
          key === protectedLabel ||
          key.startsWith(`${mariadbGroup}/`) ||
          key === `${labelDomain}/database`,
      )
    );
  });
}

/** Whether an object of these kinds is called after a database, or tells one in what it holds. */
function namesItself(object: Value): boolean {
  const { name } = identityOf(object);
  if (is(object, ...workloads)) {
    return usesDatabase(object);
  }
  if (is(object, ...secretKinds, clusterSecrets)) {
    const keys = ["data", "stringData"].flatMap((field) => {
      const held = read(object, [field]);
      return held.state === "known" && isMap(held.value) ? Object.keys(held.value) : [];
    });
    return [name, textAt(object, ["spec", "target", "name"]), ...keys].some(namesDatabase);
  }
  if (is(object, configMaps)) {
    const data = read(object, ["data"]);
    const files = data.state === "known" && isMap(data.value) ? Object.keys(data.value) : [];
    return (
      namesDatabase(name) ||
      [...files, ...textsIn(object, ["data"])].some((text) => settings.test(text)) ||
      files.some(isMigrationFile)
    );
  }
  if (is(object, appProjects)) {
    return [name, ...textsIn(object, ["spec", "destinations"], ["spec", "sourceRepos"])].some(
      mayNameDelivery,
    );
  }
  return !is(object, ...deliveringKinds) && !is(object, roles, bindings) && namesDatabase(name);
}

/** What only the settings and scripts of a database hold. */
const settings =
  /mariadb\.(com|mmontes\.io)|^\s*\[(mysqld?|mariadbd?|client-mariadb)\]|\b(MYSQL|MARIADB)_\w*PASS|(mysql|mariadb)(\+\w+)?:\/\//m;

/** Whether a database, or what delivers one, refers to an object. */
function isUsed(object: Value, used: Names): boolean {
  const identity = identityOf(object);
  if (is(object, externalSecrets)) {
    return used.has(
      "secret",
      textAt(object, ["spec", "target", "name"]) || identity.name,
      identity.namespace,
    );
  }
  if (is(object, ...secretKinds)) {
    return used.has("secret", identity.name, identity.namespace);
  }
  if (is(object, configMaps)) {
    return used.has("configmap", identity.name, identity.namespace);
  }
  if (is(object, volumeClaims)) {
    return used.has("claim", identity.name, identity.namespace);
  }
  return is(object, accounts) && used.has("serviceaccount", identity.name, identity.namespace);
}

/** Whether an object of a database names what stands behind it: a class, a volume, a source, a store, a project. */
function isBehind(object: Value, names: Names): boolean {
  const { name } = identityOf(object);
  if (is(object, storageClasses)) {
    return names.has("storageclass", name);
  }
  if (is(object, volumes)) {
    return names.has("volume", name) || names.has("claimed", textAt(object, ["spec", "claimRef", "name"]));
  }
  if (is(object, ...sourceKinds)) {
    return names.has("source", name);
  }
  if (is(object, ...secretStores)) {
    return names.has("store", name);
  }
  if (is(object, appProjects)) {
    return names.has("project", name);
  }
  if (is(object, ...notices)) {
    return ["eventSources", "resources"].some((field) =>
      textsIn(object, ["spec", field]).some((text) => names.has("delivery", text)),
    );
  }
  return (
    is(object, ...workloads) &&
    [...namesIn([object]).of("claim")].some((claim) => names.has("claimed", claim))
  );
}

/** The settings of Argo CD, which count for every database that it delivers. */
function isSetting(object: Value): boolean {
  return is(object, configMaps) && identityOf(object).name.startsWith("argocd-");
}

/** Where an object is, and where it delivers to. */
function homesOf(object: Value): readonly string[] {
  return [
    ...(is(object, ...deliveringKinds) ? [] : [identityOf(object).namespace]),
    textAt(object, ["spec", "targetNamespace"]),
    textAt(object, ["spec", "destination", "namespace"]),
  ].filter((name) => name !== "");
}

/** What gives roles to the accounts that deliver a database, and these roles. */
function addPermissions(
  members: readonly Value[],
  names: readonly string[],
  add: (...more: readonly Value[]) => void,
): void {
  const given = members.filter((object) => is(object, bindings) && binds(object, names));
  const all = members.filter((object) => is(object, roles));
  add(...given, ...all.filter((role) => given.some((binding) => refersTo(binding, role))));
  // A role that no binding of the set gives away may be bound elsewhere; what it says tells whether it reaches a database.
  add(...all.filter((role) => textsIn(role, ["metadata", "name"], ["rules"]).some(namesDelivery)));
}
