/**
 * When an object is ready: a CustomResourceDefinition once it is established, anything else once it satisfies the
 * annotation `pulumi.com/waitFor`, or at once. The stand-in does not wait for workloads, because no pod runs in its
 * clusters.
 */

import { setTimeout as sleep } from "node:timers/promises";

import { NoAnswer } from "../../../cluster";
import { asMap, asString, isMap, type OpenObject, type Plain, type PlainObject } from "../values";
import { annotation, isDefinition } from "./object";

const waitForAnnotation = "pulumi.com/waitFor";
const skipAnnotation = "pulumi.com/skipAwait";

export interface Condition {
  /** As the program wrote it. */
  readonly text: string;
  holds(object: PlainObject): boolean;
}

function statusCondition(text: string, type: string, wanted: string): Condition {
  const holds = (object: PlainObject): boolean => {
    const conditions = asMap(object.status)?.conditions;
    if (!Array.isArray(conditions)) {
      return false;
    }
    return conditions.some((item) => {
      const condition = asMap(item);
      const status = asString(condition?.status);
      return condition?.type === type && status?.toLowerCase() === wanted.toLowerCase();
    });
  };
  return { text, holds };
}

function valueAt(value: Plain | undefined, path: readonly string[]): Plain | undefined {
  const [key, ...rest] = path;
  if (key === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    return valueAt(value[Number(key)], rest);
  }
  return isMap(value) ? valueAt(value[key], rest) : undefined;
}

function pathCondition(text: string, path: string, wanted: string | undefined): Condition {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== "");
  const holds = (object: PlainObject): boolean => {
    const value = valueAt(object, parts);
    if (value === undefined || wanted === undefined) {
      return value !== undefined;
    }
    return (typeof value === "string" ? value : JSON.stringify(value)) === wanted;
  };
  return { text, holds };
}

/** Reads `condition=Ready`, `condition=Ready=False`, `jsonpath={.a.b[0]}` or `jsonpath={.a.b}=value`. */
function parseCondition(text: string): Condition | undefined {
  const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(text);
  if (condition?.[1] !== undefined) {
    return statusCondition(text, condition[1], condition[2] ?? "True");
  }
  const path = /^jsonpath=\{((?:\.[\w-]+(?:\[\d+\])*)+)\}(?:=(.+))?$/.exec(text);
  return path?.[1] === undefined ? undefined : pathCondition(text, path[1], path[2]);
}

/** The conditions of the annotation: one, or a JSON list of which all must hold. */
function statements(written: string): string[] | undefined {
  if (!written.trimStart().startsWith("[")) {
    return [written];
  }
  try {
    const list = JSON.parse(written) as Plain;
    const texts = Array.isArray(list) ? list.map((item) => asString(item)) : [];
    return texts.length > 0 && texts.every((item) => item !== undefined) ? texts : undefined;
  } catch {
    return undefined;
  }
}

/** The conditions for the object to be ready, or undefined when the annotation cannot be read. */
export function readiness(inputs: OpenObject): readonly Condition[] | undefined {
  if (annotation(inputs, skipAnnotation) === "true") {
    return [];
  }
  const written = annotation(inputs, waitForAnnotation);
  if (written === undefined) {
    return isDefinition(inputs) ? [statusCondition("condition=Established", "Established", "True")] : [];
  }
  const conditions = statements(written)?.map((text) => parseCondition(text));
  return conditions?.every((condition) => condition !== undefined) === true ? conditions : undefined;
}

/** Why the annotation cannot be read, or undefined. */
export function readinessProblem(inputs: OpenObject): string | undefined {
  if (readiness(inputs) !== undefined) {
    return undefined;
  }
  return (
    `The annotation ${waitForAnnotation} cannot be read. Use condition=<Type>[=<Status>], ` +
    "jsonpath={.path.to.field}[=<value>] without filters, or a JSON list of these."
  );
}

/** Milliseconds between two probes, doubled each time up to the longest. */
const firstPause = 100;
const longestPause = 1000;

/**
 * Probes until there is a result.
 *
 * @returns the result, or undefined when the seconds are over
 * @throws NoAnswer when the signal ends the wait, and whatever the probe throws
 */
export async function waitFor<T>(
  probe: () => Promise<T | undefined>,
  seconds: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const end = Date.now() + seconds * 1000;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }
    const left = end - Date.now();
    if (left <= 0) {
      return undefined;
    }
    try {
      await sleep(Math.min(pause, left), undefined, { signal });
    } catch {
      throw new NoAnswer("cancelled");
    }
  }
}
