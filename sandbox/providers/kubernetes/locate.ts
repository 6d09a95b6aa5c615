/**
 * Finding the object that a resource's state speaks of.
 */
import { asString, open } from "../values";
import type { Properties } from "../values";
import type { Cluster, Target } from "./cluster";
import { parseId } from "./object";
import { parseToken } from "./token";

/** What a request says about an object that was created before. */
interface Existing {
  readonly type: string;
  readonly id: string;
  readonly outputs: Properties;
}

/** The object's reference, and where the API server serves it; undefined when its kind is no longer served. */
export interface Location {
  readonly ref: Target["ref"];
  readonly find: () => Promise<Target | undefined>;
}

/** The outputs tell the version that was created; the type's is only a fallback. */
export function locate(request: Existing, cluster: Cluster): Location {
  const { apiVersion: fallback, kind } = parseToken(request.type);
  const apiVersion = asString(open(request.outputs).apiVersion) ?? fallback;
  const id = parseId(request.id);
  const ref = { apiVersion, kind, namespace: id.namespace ?? cluster.settings.namespace, name: id.name };
  return {
    ref,
    find: async () => {
      const served = await cluster.served(apiVersion, kind);
      return served && { ref: { ...ref, namespace: served.namespaced ? ref.namespace : undefined }, served };
    },
  };
}
