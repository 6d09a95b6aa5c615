import { undecided, type Finding } from "./finding";
import { read, type Path, type Value } from "./value";

/** The kinds of one API group that a rule looks at, in all versions of the group. */
export interface Target {
  /** The API group, such as "argoproj.io"; "" is the core group, "*" every group. */
  readonly group: string;
  /** The kinds; "*" is every kind of the group. */
  readonly kinds: readonly string[];
}

/** What an object is called. A part that is left out, unknown or no text is "". */
export interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The API group of an apiVersion: "argoproj.io" of "argoproj.io/v1alpha1", "" of "v1". */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

const identities = new WeakMap<object, Identity>();

/**
 * What an object is called. Worked out once for each object, which nobody changes: the rules ask for it more often than
 * for anything else.
 */
export function identityOf(object: Value): Identity {
  if (typeof object !== "object" || object === null) {
    return identify(object);
  }
  const known = identities.get(object);
  if (known !== undefined) {
    return known;
  }
  const found = identify(object);
  identities.set(object, found);
  return found;
}

function identify(object: Value): Identity {
  const apiVersion = textAt(object, ["apiVersion"]);
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf("/") + 1),
    kind: textAt(object, ["kind"]),
    namespace: textAt(object, ["metadata", "namespace"]),
    name: textAt(object, ["metadata", "name"]),
  };
}

/** The name of an object in the configuration of exceptions: "<kind>/<namespace>/<name>". */
export function objectKey(object: Value): string {
  const { kind, namespace, name } = identityOf(object);
  return `${kind}/${namespace}/${name}`;
}

/**
 * A key that two objects share when they are one object of the cluster, in any version of its group. An object without
 * a name is none, and has no key.
 */
export function sameKey(object: Value): string | undefined {
  const { group, kind, namespace, name } = identityOf(object);
  return name === "" ? undefined : JSON.stringify([group, kind, namespace, name]);
}

/** The text at a path; "" when there is none, or it is not known yet. For selecting objects, never for judging. */
export function textAt(object: Value, path: Path): string {
  const reading = read(object, path);
  return reading.state === "known" && typeof reading.value === "string" ? reading.value : "";
}

/** Every kind of every group. */
export const everyKind: Target = { group: "*", kinds: ["*"] };

/** Whether an object of that group and kind is one of the targets. */
export function isTarget(targets: readonly Target[], group: string, kind: string): boolean {
  return targets.some((target) => matchesTarget(target, group, kind));
}

export function matchesTarget(target: Target, group: string, kind: string): boolean {
  const is = (wanted: string, found: string) => wanted === "*" || wanted === found;
  return is(target.group, group) && target.kinds.some((wanted) => is(wanted, kind));
}

/** An object with its position in the set. */
export interface Member {
  readonly index: number;
  readonly object: Value;
}

/** The objects of a set that are of some kind. One whose kind is not known yet is of none. */
export function membersOf(objects: readonly Value[], ...targets: readonly Target[]): readonly Member[] {
  const found = [...indexOf(objects).values()].filter(({ group, kind }) => isTarget(targets, group, kind));
  const [first] = found;
  return found.length < 2
    ? (first?.members ?? [])
    : found.flatMap(({ members }) => members).sort((a, b) => a.index - b.index);
}

/** The objects of one group and kind. */
interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly members: readonly Member[];
  /** By name; those whose name is not known yet, or no text, under "". */
  readonly byName: ReadonlyMap<string, readonly Member[]>;
}

const indexes = new WeakMap<readonly Value[], ReadonlyMap<string, Kind>>();

/**
 * A set by group and kind. Worked out once for each set, which nobody changes: rules about relations ask for each
 * reference of a set what it names, and a set may have thousands of them.
 */
function indexOf(objects: readonly Value[]): ReadonlyMap<string, Kind> {
  const known = indexes.get(objects);
  if (known !== undefined) {
    return known;
  }
  const members = objects.map((object, index): Member => ({ index, object }));
  const byKind = Map.groupBy(members, ({ object }) => {
    const { group, kind } = identityOf(object);
    return `${group} ${kind}`;
  });
  const index = new Map(
    [...byKind].map(([key, all]) => {
      const { group, kind } = identityOf(all[0]?.object ?? null);
      const byName = Map.groupBy(all, ({ object }) => identityOf(object).name);
      return [key, { group, kind, members: all, byName }];
    }),
  );
  indexes.set(objects, index);
  return index;
}

/** The objects of a kind that have a name, or may have it. */
function namedAmong(objects: readonly Value[], target: Target, name: string): readonly Member[] {
  return [...indexOf(objects).values()]
    .filter(({ group, kind }) => matchesTarget(target, group, kind))
    .flatMap(({ byName }) => [...(byName.get(name) ?? []), ...(name === "" ? [] : (byName.get("") ?? []))])
    .sort((a, b) => a.index - b.index);
}

/** What a reference names: an object of a kind, in a namespace. */
export interface ObjectReference {
  readonly target: Target;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The objects of a set that a reference names, and those that it may name because their name or namespace is not
 * known yet. An object without a namespace is in any: Kustomize, Argo CD or Flux gives it one later.
 */
export function find(
  objects: readonly Value[],
  { target, namespace, name }: ObjectReference,
  isNear: (object: Value) => boolean = () => true,
): { readonly named: readonly Member[]; readonly possible: readonly Member[] } {
  const near = namedAmong(objects, target, name).filter(
    ({ object }) =>
      agrees(object, ["metadata", "name"], name) && inNamespace(object, namespace) && isNear(object),
  );
  const unknown = ({ object }: Member) =>
    ["name", "namespace"].some((field) => read(object, ["metadata", field]).state === "unknown");
  return { named: near.filter((member) => !unknown(member)), possible: near.filter(unknown) };
}

/**
 * Whether two objects may be in one namespace: the names are equal, or one of them is left out or unknown. Of two places
 * that are rendered apart, what names no namespace gets that of its own.
 */
export function shareNamespace(a: Value, b: Value, { placeOf }: Places = {}): boolean {
  const apart = placeOf !== undefined && placeOf(a) !== placeOf(b);
  const [one, other] = [identityOf(a).namespace, identityOf(b).namespace];
  return apart && (one === "" || other === "") ? false : inNamespace(a, other);
}

/**
 * Whether two objects may be delivered together: they are written in one place, or one of them below the other. The same
 * name beside another folder is that of another cluster as a rule.
 */
export function sharePlace(a: Value, b: Value, { placeOf }: Places): boolean {
  if (placeOf === undefined) {
    return true;
  }
  const [one, other] = [`${placeOf(a)}/`, `${placeOf(b)}/`];
  return one.startsWith(other) || other.startsWith(one);
}

/** What a front end knows of where objects are written. */
interface Places {
  readonly placeOf?: (object: Value) => string;
}

function inNamespace(object: Value, namespace: string): boolean {
  const own = identityOf(object).namespace;
  return own === "" || namespace === "" || own === namespace;
}

function agrees(object: Value, path: Path, text: string): boolean {
  const reading = read(object, path);
  return reading.state === "unknown" || (reading.state === "known" && reading.value === text);
}

/** Runs a check on an object of one of these names. One whose name is not known yet might be it. */
export function checkNamed(
  object: Value,
  names: readonly string[],
  check: (object: Value) => readonly Finding[],
): readonly Finding[] {
  const name = read(object, ["metadata", "name"]);
  if (name.state === "unknown") {
    return [undecided(name.path)];
  }
  return name.state === "known" && names.some((wanted) => wanted === name.value) ? check(object) : [];
}
