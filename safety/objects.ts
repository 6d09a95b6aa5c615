import { isTarget } from "./coverage";
import { identityOf, sameKey } from "./identity";
import { read } from "./read";
import type { Change, Target } from "./rule";
import type { Path, Value } from "./value";

/** An object with its position in the set. */
export interface Member {
  readonly index: number;
  readonly object: Value;
}

/** The objects of a set that are of some kind. One whose kind is not known yet is of none. */
export function membersOf(objects: readonly Value[], ...targets: readonly Target[]): readonly Member[] {
  return objects.flatMap((object, index) => {
    const { group, kind } = identityOf(object);
    return isTarget(targets, group, kind) ? [{ index, object }] : [];
  });
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
): { readonly named: readonly Member[]; readonly possible: readonly Member[] } {
  const near = membersOf(objects, target).filter(
    ({ object }) => agrees(object, ["metadata", "name"], name) && inNamespace(object, namespace),
  );
  const unknown = ({ object }: Member) =>
    ["name", "namespace"].some((field) => read(object, ["metadata", field]).state === "unknown");
  return { named: near.filter((member) => !unknown(member)), possible: near.filter(unknown) };
}

/** Whether two objects may be in one namespace: the names are equal, or one of them is left out or unknown. */
export function shareNamespace(a: Value, b: Value): boolean {
  return inNamespace(a, identityOf(b).namespace);
}

function inNamespace(object: Value, namespace: string): boolean {
  const own = identityOf(object).namespace;
  return own === "" || namespace === "" || own === namespace;
}

function agrees(object: Value, path: Path, text: string): boolean {
  const reading = read(object, path);
  return reading.state === "unknown" || (reading.state === "known" && reading.value === text);
}

/** One object of the cluster in two revisions. */
export interface Pair {
  readonly before: Member;
  readonly after: Member;
}

/** The objects of some kind that both revisions hold, matched by group, kind, namespace and name. */
export function keptPairs({ before, after }: Change, ...targets: readonly Target[]): readonly Pair[] {
  const earlier = Map.groupBy(membersOf(before, ...targets), ({ object }) => sameKey(object));
  return membersOf(after, ...targets).flatMap((member) => {
    const key = sameKey(member.object);
    const [found] = (key === undefined ? undefined : earlier.get(key)) ?? [];
    return found === undefined ? [] : [{ before: found, after: member }];
  });
}

/** The objects of some kind that only the earlier revision holds, with their positions there. */
export function removedMembers({ before, after }: Change, ...targets: readonly Target[]): readonly Member[] {
  const kept = new Set(after.map(sameKey));
  return membersOf(before, ...targets).filter(({ object }) => {
    const key = sameKey(object);
    return key === undefined || !kept.has(key);
  });
}
