import { environmentLabel } from "./labels";
import type { Context } from "./context";
import { withoutParameters } from "./parameters";
import { read } from "./read";
import type { Path, Value } from "./value";

/** The environments, the weakest first. A stricter environment never turns off a check. */
export const environments = ["dev", "staging", "production"] as const;

/** One of the three environments. */
export type Environment = (typeof environments)[number];

/** The environment of that exact name; undefined for anything else. */
export function parseEnvironment(name: unknown): Environment | undefined {
  return environments.find((environment) => environment === name);
}

/** The strictest of several environments; dev when there is none. */
export function strictest(candidates: readonly Environment[]): Environment {
  return environments.findLast((environment) => candidates.includes(environment)) ?? "dev";
}

/** Whether `a` is a stricter environment than `b`. */
export function isStricter(a: Environment, b: Environment): boolean {
  return environments.indexOf(a) > environments.indexOf(b);
}

/**
 * The environment whose rules an object is held to: that of the context, or that of the object's label where the
 * label is stricter. A weaker label changes nothing, so that nobody leaves production by labelling an object "dev".
 * A label that is not known yet, or sits in metadata of the wrong shape, counts as production.
 */
export function environmentOf(object: Value, context: Context): Environment {
  const stack = parseEnvironment(context.environment) ?? "production";
  const rendered = withoutParameters(object);
  return strictest([stack, ...labelled(rendered, []), ...labelled(rendered, ["spec", "template"])]);
}

/** What a label says. An ApplicationSet also labels the Applications that it makes, in its template. */
function labelled(object: Value, at: Path): readonly Environment[] {
  const label = read(object, [...at, "metadata", "labels", environmentLabel]);
  switch (label.state) {
    case "absent":
      return [];
    case "known": {
      const environment = parseEnvironment(label.value);
      return environment === undefined ? [] : [environment];
    }
    case "unknown":
    case "misshapen":
      return ["production"];
  }
}
