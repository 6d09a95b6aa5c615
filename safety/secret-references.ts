import type { Context } from "./environment";
import { about, shown, undecided, type Finding, type SetFinding } from "./finding";
import { externalSecrets, mariadbGroup, sealedSecrets, secrets } from "./kinds";
import { identityOf, isTarget, membersOf, shareNamespace, sharePlace, textAt, type Target } from "./objects";
import { namesIn } from "./references";
import { UNKNOWN, formatPath, isList, isMap, read, type Path, type Value } from "./value";
import { storesDatabase, workloads } from "./workloads";

/** A field that names a Secret. */
export interface Reference {
  readonly index: number;
  readonly object: Value;
  readonly path: Path;
  /** UNKNOWN while it is not known yet. */
  readonly name: string | typeof UNKNOWN;
  /** The key in the Secret; "" where all of them are taken. */
  readonly key: string;
  /** What the Secret is for: one who keeps the passwords in Git need not keep the keys of a bucket there. */
  readonly use: string;
}

/** An object that makes a Secret. */
interface Producer {
  readonly object: Value;
  readonly name: string | typeof UNKNOWN;
}

const operator: Target = { group: mariadbGroup, kinds: ["*"] };
const made: readonly Target[] = [secrets, sealedSecrets, externalSecrets];
/** What may list the name of a Secret and makes none. */
const others: readonly Target[] = [
  operator,
  ...workloads,
  ...made,
  { group: "rbac.authorization.k8s.io", kinds: ["*"] },
];

/**
 * References to Secrets that nothing makes. Secrets often come from elsewhere, so one is missing only where others of the
 * same use are made beside the object that names it.
 */
export function missingSecrets(objects: readonly Value[], context: Context): readonly SetFinding[] {
  const all = objects.flatMap((object, index) => referencesOf(object, index));
  const producers = membersOf(objects, ...made).map(({ object }): Producer => ({
    object,
    name: nameMade(object),
  }));
  const wanted = all.filter(({ name }) => name === UNKNOWN || !producers.some((one) => one.name === name));
  if (producers.length === 0 || wanted.length === 0) {
    return [];
  }
  const elsewhere = namesElsewhere(objects);
  const used = namesIn(objects);
  const isNear = (one: Value, other: Value) =>
    shareNamespace(one, other, context) && sharePlace(one, other, context);
  return wanted.flatMap(({ index, object, path, name, key, use }) => {
    const near = producers.filter((one) => isNear(object, one.object));
    const isUsed = ({ name: made }: Producer) =>
      all.some((other) => other.use === use && other.name === made && isNear(object, other.object));
    // One that nobody names and that holds such a key is the one that was meant, or an older name of it.
    const isMeant = (one: Producer) =>
      one.name !== UNKNOWN && !used.has("secret", one.name) && keysOf(one.object).includes(key);
    if (near.some((one) => one.name === UNKNOWN) || !near.some((one) => isUsed(one) || isMeant(one))) {
      return [];
    }
    if (name === UNKNOWN) {
      return about(index, [undecided(path)]);
    }
    return elsewhere.has(name) ? [] : about(index, [missing(name, path)]);
  });
}

function keysOf(producer: Value): readonly string[] {
  const fields = [["data"], ["stringData"], ["spec", "encryptedData"]];
  const names = fields.flatMap((path) => {
    const held = read(producer, path);
    return held.state === "known" && isMap(held.value) ? Object.keys(held.value) : [];
  });
  const listed = read(producer, ["spec", "data"]);
  const items = listed.state === "known" && isList(listed.value) ? listed.value : [];
  return [...names, ...items.map((item) => textAt(item, ["secretKey"]))];
}

function missing(name: string, path: Path): Finding {
  const message =
    `must not name the Secret ${shown(name)} in ${formatPath(path)}, because nothing beside it makes one of that ` +
    "name, as something does for others";
  return { path, message };
}

/** The name of the Secret that a Secret, SealedSecret or ExternalSecret makes. */
export function nameMade(object: Value): string | typeof UNKNOWN {
  const target = read(object, ["spec", "target", "name"]);
  const own =
    identityOf(object).kind === "ExternalSecret" && target.state !== "absent"
      ? target
      : read(object, ["metadata", "name"]);
  return own.state === "unknown"
    ? UNKNOWN
    : own.state === "known" && typeof own.value === "string"
      ? own.value
      : "";
}

/** Everything that an object of another kind mentions may be a Secret that it makes: a certificate, a generator. */
function namesElsewhere(objects: readonly Value[]): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (value: Value): void => {
    if (typeof value === "string") {
      names.add(value);
    } else if (isList(value)) {
      value.forEach(walk);
    } else if (isMap(value)) {
      Object.values(value).forEach(walk);
    }
  };
  for (const object of objects) {
    const { group, kind } = identityOf(object);
    if (isTarget(others, group, kind)) {
      generated(object).forEach((name) => names.add(name));
    } else {
      walk(object);
    }
  }
  return names;
}

/** The Secrets that the operator makes for a server, after its name. Those that the object names itself are not among them. */
const ownOf: readonly (readonly [field: string, suffix: string])[] = [
  ["rootPasswordSecretKeyRef", "-root"],
  ["passwordSecretKeyRef", "-password"],
  ...["-metrics", "-metrics-password", "-repl-password", "-agent-auth", "-ca", "-ca-bundle"].map(
    (suffix) => ["", suffix] as const,
  ),
  ...["-server-ca", "-server-cert", "-client-ca", "-client-cert"].map((suffix) => ["", suffix] as const),
];

function generated(object: Value): readonly string[] {
  const { group, kind, name } = identityOf(object);
  if (group !== mariadbGroup) {
    return [];
  }
  if (kind === "Connection") {
    return [textAt(object, ["spec", "secretName"]) || name];
  }
  const found = ["MariaDB", "MaxScale"].includes(kind)
    ? ownOf
        .filter(([field]) => field === "" || read(object, ["spec", field]).state === "absent")
        .map(([, suffix]) => `${name}${suffix}`)
    : [];
  walkFields(object, [], (field) => {
    if (isMap(field) && field.generate === true && typeof field.name === "string") {
      found.push(field.name);
    }
  });
  return found;
}

/** The fields of the operator's objects, and of workloads that hold or write a database, that name a Secret. */
export function referencesOf(object: Value, index = 0): readonly Reference[] {
  const { group, kind } = identityOf(object);
  const works = isTarget(workloads, group, kind) && storesDatabase(object);
  if (group !== mariadbGroup && !works) {
    return [];
  }
  const found: Reference[] = [];
  walkFields(object, [], (field, path) => {
    const key = String(path.at(-1));
    const isReference = works ? /^(secretKeyRef|secretRef|secret)$/.test(key) : /Secret(Key)?Ref$/.test(key);
    const at = [...path, key === "secret" ? "secretName" : "name"];
    const use = works || /password/i.test(key) ? "password" : key;
    const name = isReference ? nameIn(field, key === "secret" ? "secretName" : "name") : undefined;
    if (name !== undefined) {
      found.push({
        index,
        object,
        path: name === UNKNOWN && field === UNKNOWN ? path : at,
        name,
        key: textAt(field, ["key"]),
        use,
      });
    }
  });
  return found;
}

/** The name in a reference; undefined for one that may be missing, is generated, or that another tool fills in. */
function nameIn(field: Value, key: string): Reference["name"] | undefined {
  if (field === UNKNOWN) {
    return UNKNOWN;
  }
  if (!isMap(field) || field.optional === true || field.generate === true) {
    return undefined;
  }
  const name = Object.hasOwn(field, key) ? field[key] : undefined;
  if (name === UNKNOWN || field.generate === UNKNOWN) {
    return UNKNOWN;
  }
  return typeof name === "string" && name !== "" && !/\$[({]|\{\{/.test(name) ? name : undefined;
}

function walkFields(value: Value, path: Path, visit: (field: Value, path: Path) => void): void {
  if (path.length > 0) {
    visit(value, path);
  }
  if (isList(value)) {
    value.forEach((item, index) => {
      walkFields(item, [...path, index], visit);
    });
  } else if (isMap(value)) {
    for (const [key, field] of Object.entries(value)) {
      walkFields(field, [...path, key], visit);
    }
  }
}
