/**
 * What changed between two sets of inputs, and which of it replaces the object.
 */

import { ChangeKind, type Change, type DiffRequest, type DiffResult } from "../protocol";
import {
  asMap,
  asSecret,
  asString,
  equal,
  hasSecret,
  isMap,
  isSecret,
  isUnknown,
  open,
  textOf,
  type Open,
  type OpenObject,
  type Properties,
  type Value,
} from "../values";
import { isAutonamed } from "./check";
import type { Cluster } from "./cluster";
import { immutablePaths } from "./immutable";
import { at, groupOf, parseToken } from "./object";

type Path = readonly (string | number)[];

/** The path in Pulumi's notation, as in `spec.rules[0]` or `metadata.annotations["a/b.c"]`. */
export function notation(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") {
      return `${text}[${part}]`;
    }
    if (/[."[\]]/.test(part)) {
      return `${text}["${part.replaceAll('"', '\\"')}"]`;
    }
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

function valueAt(value: Open | undefined, path: readonly string[]): Open | undefined {
  const [key, ...rest] = path;
  if (key === undefined || isUnknown(value)) {
    return value;
  }
  return isMap(value) ? valueAt(value[key], rest) : undefined;
}

function same(old: Open | undefined, now: Open | undefined): boolean {
  return (old === undefined && now === undefined) || equal(old, now);
}

/** Whether a change at the path changes the immutable field. A part that is not known yet may. */
function touches(
  field: readonly string[],
  path: Path,
  old: Open | undefined,
  now: Open | undefined,
): boolean {
  if (!field.slice(0, path.length).every((key, index) => key === path[index])) {
    return false;
  }
  const below = field.slice(path.length);
  return below.length === 0 || !same(valueAt(old, below), valueAt(now, below));
}

function kindOf(old: Value | undefined, now: Value | undefined): ChangeKind {
  if (old === undefined) {
    return ChangeKind.Add;
  }
  return now === undefined ? ChangeKind.Delete : ChangeKind.Update;
}

interface Step {
  readonly path: Path;
  /**
   * The secret that the path is in, if any. Paths inside a secret are not shown, because their names may reveal it.
   */
  readonly secret: Path | undefined;
}

class Comparison {
  private readonly immutable: readonly (readonly string[])[];
  private readonly found = new Map<string, Change>();

  constructor(immutable: readonly (readonly string[])[]) {
    this.immutable = immutable;
  }

  get changes(): readonly Change[] {
    return [...this.found.values()];
  }

  private add(path: Path, kind: ChangeKind, replace: boolean): void {
    const shown = notation(path);
    const earlier = this.found.get(shown);
    const both = earlier === undefined || earlier.kind === kind ? kind : ChangeKind.Update;
    this.found.set(shown, { path: shown, kind: both, replace: replace || earlier?.replace === true });
  }

  private changed(step: Step, old: Value | undefined, now: Value | undefined): void {
    const [before, after] = [old, now].map((value) => (value === undefined ? undefined : open(value)));
    const replace = this.immutable.some((field) => touches(field, step.path, before, after));
    const inside = step.secret !== undefined && step.secret.length < step.path.length;
    this.add(step.secret ?? step.path, inside ? ChangeKind.Update : kindOf(old, now), replace);
  }

  private compareParts(
    step: Step,
    keys: Iterable<string | number>,
    part: (key: string | number) => Value[],
  ): void {
    for (const key of keys) {
      const [old, now] = part(key);
      this.compare({ path: [...step.path, key], secret: step.secret }, old, now);
    }
  }

  compare(step: Step, old: Value | undefined, now: Value | undefined): void {
    if (isSecret(old) || isSecret(now)) {
      const inside = { path: step.path, secret: step.secret ?? step.path };
      const [before, after] = [old, now].map((value) => (isSecret(value) ? value.value : value));
      this.compare(inside, before, after);
      const becameSecret = isSecret(now) && old !== undefined && !hasSecret(old);
      // Without this change the state would keep the old outputs, with the value in plaintext.
      if (becameSecret && step.secret === undefined) {
        this.add(step.path, ChangeKind.Update, false);
      }
    } else if (isMap(old) && isMap(now)) {
      const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
      this.compareParts(step, keys, (key) => [old[key], now[key]] as Value[]);
    } else if (Array.isArray(old) && Array.isArray(now)) {
      const longest = Math.max(old.length, now.length);
      this.compareParts(
        step,
        Array(longest).keys(),
        (key) => [old[Number(key)], now[Number(key)]] as Value[],
      );
    } else if (!same(old === undefined ? old : open(old), now === undefined ? now : open(now))) {
      this.changed(step, old, now);
    }
  }
}

/**
 * The changes between two sets of inputs, secrets shown only by the path of the whole secret.
 * @param immutable the paths whose change replaces the object
 */
export function changesBetween(
  olds: Properties,
  news: Properties,
  immutable: readonly (readonly string[])[],
): readonly Change[] {
  const comparison = new Comparison(immutable);
  comparison.compare({ path: [], secret: undefined }, olds, news);
  const [oldGroup, newGroup] = [olds, news].map((inputs) => groupOf(textOf(inputs.apiVersion)));
  return comparison.changes.map((change) =>
    change.path === "apiVersion" && oldGroup !== newGroup ? { ...change, replace: true } : change,
  );
}

/** The inputs with the object's actual namespace, so that leaving out the default is not a change. */
function placed(inputs: Properties, namespaced: boolean, defaultNamespace: string): Properties {
  const metadata = inputs.metadata;
  const inner = isSecret(metadata) ? metadata.value : metadata;
  if (inner === undefined || asMap(open(inner)) === undefined) {
    return inputs;
  }
  const { namespace: given, ...rest } = inner as Properties;
  const namespace: Value | undefined = namespaced ? (given ?? defaultNamespace) : undefined;
  const changed: Properties = namespace === undefined ? rest : { ...rest, namespace };
  return { ...inputs, metadata: isSecret(metadata) ? asSecret(changed) : changed };
}

/** Whether the old and the new object cannot coexist, because the program gives both the same name. */
function sameName(olds: OpenObject, news: OpenObject): boolean {
  const name = (object: OpenObject): string | undefined => asString(at(object, "metadata", "name"));
  const namespace = (object: OpenObject): string => asString(at(object, "metadata", "namespace")) ?? "";
  return (
    name(news) !== undefined &&
    !isAutonamed(news) &&
    name(olds) === name(news) &&
    namespace(olds) === namespace(news)
  );
}

/** The changes, whether they replace the object, and whether the old object is deleted first. */
export async function diff(request: DiffRequest, cluster: Cluster): Promise<DiffResult> {
  const type = parseToken(request.type);
  const namespaced = (await cluster.namespaced(type.apiVersion, type.kind)) ?? true;
  const [olds, news] = [request.oldInputs, request.news].map((inputs) =>
    placed(inputs, namespaced, cluster.settings.namespace),
  ) as [Properties, Properties];
  const changes = changesBetween(olds, news, immutablePaths(open(news), cluster.settings.mutability));
  const replaced = changes.some((change) => change.replace);
  return { changes, deleteBeforeReplace: replaced && sameName(open(olds), open(news)) };
}
