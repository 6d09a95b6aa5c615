import { read } from "./read";
import { isList, isMap, UNKNOWN } from "./value";
import type { Value } from "./value";

/** Whether an object is an ApplicationSet, which makes Applications from a template. */
export function isApplicationSet(object: Value): boolean {
  const kind = read(object, ["kind"]);
  return kind.state === "known" && kind.value === "ApplicationSet";
}

/**
 * An ApplicationSet in which every part of the template that takes a generator's parameter is UNKNOWN; any other
 * object as it is. The parameters come from Git, clusters or pull requests, so no manifest says what they will be.
 */
export function withoutParameters(object: Value): Value {
  if (
    !isMap(object) ||
    !isApplicationSet(object) ||
    !isMap(object.spec) ||
    object.spec.template === undefined
  ) {
    return object;
  }
  return { ...object, spec: { ...object.spec, template: render(object.spec.template) } };
}

function render(value: Value): Value {
  if (typeof value === "string") {
    return value.includes("{{") ? UNKNOWN : value;
  }
  if (isList(value)) {
    return value.map(render);
  }
  if (!isMap(value)) {
    return value;
  }
  // A generated field name could be any name, so nothing is known about which fields the object has.
  const entries = Object.entries(value);
  return entries.some(([key]) => key.includes("{{"))
    ? UNKNOWN
    : Object.fromEntries(entries.map(([key, field]) => [key, render(field)]));
}
