/**
 * Finding the object that a resource's state speaks of.
 */

import { ApiFailure } from "../../../cluster";
import { Code, failure, type ProviderError } from "../errors";
import type { DeleteRequest, ReadRequest, ReadResult } from "../protocol";
import {
  asString,
  open,
  type OpenObject,
  type Plain,
  type PlainObject,
  type Properties,
  textOf,
} from "../values";
import { fieldManagerOf, outputsOf, refreshedInputs } from "./checkpoint";
import type { Cluster, Propagation, Target } from "./cluster";
import { explain, secretsOf } from "./failure";
import { annotation, at, display, parseId, parseToken } from "./object";
import { waitFor } from "./readiness";

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

/** What there is of the object; undefined when it, or its whole kind, is gone. */
export async function refresh(request: ReadRequest, cluster: Cluster): Promise<ReadResult> {
  const outputs = open(request.outputs);
  const { ref, find } = locate(request, cluster);
  const secrets = secretsOf(request.inputs, request.outputs);
  try {
    const target = await find();
    if (target === undefined) return undefined;
    const live = await cluster.read(target);
    if (live === undefined) return undefined;
    const inputs = refreshedInputs(request.inputs, request.outputs, live);
    return { inputs, outputs: outputsOf(live, inputs, fieldManagerOf(open(inputs), outputs)) };
  } catch (error) {
    throw explain(error, `read ${display(ref)}`, secrets);
  }
}

/** Seconds that an object may take to go away. The official provider waits ten minutes. */
const defaultTimeout = 30;

const propagations: Readonly<Record<string, Propagation>> = {
  background: "Background",
  foreground: "Foreground",
  orphan: "Orphan",
};

function propagationOf(outputs: OpenObject): Propagation {
  const wanted = annotation(outputs, "pulumi.com/deletionPropagationPolicy") ?? "background";
  const known = propagations[wanted.toLowerCase()];
  if (known !== undefined) return known;
  throw failure(
    Code.InvalidArgument,
    `The annotation pulumi.com/deletionPropagationPolicy says ${wanted}. Write background, foreground or orphan.`,
  );
}

function texts(value: Plain | undefined): string[] {
  return Array.isArray(value) ? value.map((item) => textOf(item)) : [];
}

/** What keeps a deleted object: its finalizers, and a namespace's own ones. */
function finalizersOf(live: PlainObject): string[] {
  return [...texts(at(live, "metadata", "finalizers")), ...texts(at(live, "spec", "finalizers"))];
}

function stillThere(target: Target, live: PlainObject, seconds: number): ProviderError {
  const held = finalizersOf(live);
  const why = held.length === 0 ? "no finalizer holds it" : `held by the finalizers ${held.join(", ")}`;
  return failure(
    Code.DeadlineExceeded,
    `${display(target.ref)} is being deleted but is still there after ${seconds} s: ${why}. ` +
      "Let their controllers finish, or set customTimeouts.delete; then run pulumi destroy again.",
  );
}

/** Asks for the deletion; one that is under way already counts as asked for. False when nothing is there. */
async function request(target: Target, outputs: OpenObject, cluster: Cluster): Promise<boolean> {
  try {
    return await cluster.delete(target, propagationOf(outputs));
  } catch (error) {
    if (!(error instanceof ApiFailure && error.status === 409)) throw error;
    const live = await cluster.read(target);
    if (live === undefined) return false;
    if (at(live, "metadata", "deletionTimestamp") === undefined) throw error;
    return true;
  }
}

async function removeTarget(
  target: Target,
  outputs: OpenObject,
  cluster: Cluster,
  seconds: number,
): Promise<void> {
  const uid = at(await cluster.read(target), "metadata", "uid");
  if (uid === undefined || !(await request(target, outputs, cluster))) return;
  if (annotation(outputs, "pulumi.com/skipAwait") === "true") return;
  let latest: PlainObject | undefined;
  const gone = await waitFor(
    async () => {
      latest = await cluster.read(target);
      // Another object of the same name is not the one that was deleted.
      return latest === undefined || at(latest, "metadata", "uid") !== uid ? true : undefined;
    },
    seconds,
    cluster.signal,
  );
  if (gone !== true && latest !== undefined) throw stillThere(target, latest, seconds);
}

/** Deletes the object. One that is gone already is as good as deleted. */
export async function remove(deletion: DeleteRequest, cluster: Cluster): Promise<void> {
  const outputs = open(deletion.outputs);
  const { ref, find } = locate(deletion, cluster);
  try {
    const target = await find();
    if (target === undefined) return;
    await removeTarget(target, outputs, cluster, deletion.timeout === 0 ? defaultTimeout : deletion.timeout);
  } catch (error) {
    throw explain(error, `delete ${display(ref)}`, secretsOf(deletion.inputs, deletion.outputs));
  }
}
