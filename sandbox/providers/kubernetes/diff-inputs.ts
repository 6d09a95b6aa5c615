/**
 * The diff of an object's inputs, and whether a replacement has to delete the old object first.
 */
import type { DiffRequest, DiffResult } from "../protocol";
import { asMap, asSecret, asString, isSecret, open } from "../values";
import type { OpenObject, Properties, Value } from "../values";
import type { Cluster } from "./cluster";
import { changesBetween } from "./diff";
import { immutablePaths } from "./immutable";
import { isAutonamed } from "./name";
import { at } from "./object";
import { parseToken } from "./token";

/** The inputs with the namespace that the object really has, so that leaving out the default is no change. */
function placed(inputs: Properties, namespaced: boolean, defaultNamespace: string): Properties {
  const metadata = inputs.metadata;
  const inner = isSecret(metadata) ? metadata.value : metadata;
  if (inner === undefined || asMap(open(inner)) === undefined) return inputs;
  const { namespace: given, ...rest } = inner as Properties;
  const namespace: Value | undefined = namespaced ? (given ?? defaultNamespace) : undefined;
  const changed: Properties = namespace === undefined ? rest : { ...rest, namespace };
  return { ...inputs, metadata: isSecret(metadata) ? asSecret(changed) : changed };
}

/** True when old and new object cannot exist side by side, because the program gives both the same name. */
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

/** What changed, what of it replaces the object, and in which order. */
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
