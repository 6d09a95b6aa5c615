import { resolve, sep } from "node:path";
import { environmentLabel, environments, parseEnvironment, type Environment, type Value } from "../safety";
import { textAt } from "../safety/objects";
import { read } from "../safety/value";
import type { Source } from "./source";

/**
 * The environment that a source belongs to, as far as it says: by the label on its objects, by their namespaces
 * ("production", "mariadb-production") and by its path ("overlays/production"). The strictest of them counts, and a
 * label with another name counts as production.
 *
 * @returns undefined when nothing says it.
 */
export function environmentSaidBy(source: Source): Environment | undefined {
  const said = [...source.objects.flatMap(({ object }) => saidByObject(object)), saidByPath(source.name)];
  return environments.findLast((environment) => said.includes(environment));
}

function saidByObject(object: Value): readonly (Environment | undefined)[] {
  const label = read(object, ["metadata", "labels", environmentLabel]);
  const labelled = label.state === "known" ? (parseEnvironment(label.value) ?? "production") : undefined;
  const name = textAt(object, ["kind"]) === "Namespace" ? textAt(object, ["metadata", "name"]) : "";
  return [labelled, saidByNamespace(textAt(object, ["metadata", "namespace"])), saidByNamespace(name)];
}

function saidByNamespace(namespace: string): Environment | undefined {
  return parseEnvironment(namespace.split("-").at(-1));
}

function saidByPath(name: string): Environment | undefined {
  const steps = resolve(name).split(sep);
  return steps
    .map((step, index) => (steps[index - 1] === "overlays" ? parseEnvironment(step) : undefined))
    .findLast((environment) => environment !== undefined);
}
