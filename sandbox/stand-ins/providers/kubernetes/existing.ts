/** Reading and deleting an object that is in the state. */

import { ApiFailure } from "../../../cluster";
import { Code, failure, type ProviderError } from "../errors";
import type { DeleteRequest, ReadRequest, ReadResult } from "../protocol";
import { asString, open, textOf, type OpenObject, type Plain, type PlainObject } from "../values";
import { fieldManagerOf, outputsOf, refreshedInputs } from "./checkpoint";
import type { Cluster, Propagation, Target } from "./cluster";
import { explain, secretsOf } from "./failure";
import { annotation, at, display, parseId, parseToken } from "./object";
import { waitFor } from "./readiness";

/**
 * Runs `work` on an object that is in the state; undefined when its kind is no longer served. The outputs say which
 * version was created; the type's version is only a fallback.
 *
 * @param task begins the message of an error, as in "delete"
 */
async function withExisting<T>(
  request: ReadRequest | DeleteRequest,
  cluster: Cluster,
  task: string,
  work: (target: Target) => Promise<T>,
): Promise<T | undefined> {
  const { apiVersion: fallback, kind } = parseToken(request.type);
  const apiVersion = asString(open(request.outputs).apiVersion) ?? fallback;
  const id = parseId(request.id);
  const ref = { apiVersion, kind, namespace: id.namespace ?? cluster.settings.namespace, name: id.name };
  try {
    const served = await cluster.served(apiVersion, kind);
    if (served === undefined) {
      return undefined;
    }
    return await work({ ref: { ...ref, namespace: served.namespaced ? ref.namespace : undefined }, served });
  } catch (error) {
    throw explain(error, `${task} ${display(ref)}`, secretsOf(request.inputs, request.outputs));
  }
}

/** Reads an object, for a refresh or an import; undefined when it, or its whole kind, is gone. */
export async function refresh(request: ReadRequest, cluster: Cluster): Promise<ReadResult> {
  return withExisting(request, cluster, "read", async (target) => {
    const live = await cluster.read(target);
    if (live === undefined) {
      return undefined;
    }
    const inputs = refreshedInputs(request.inputs, request.outputs, live);
    const fieldManager = fieldManagerOf(open(inputs), open(request.outputs));
    return { inputs, outputs: outputsOf(live, inputs, fieldManager) };
  });
}

/** Seconds until a deletion counts as stuck. The official provider waits ten minutes. */
const defaultTimeout = 30;

const propagations: Readonly<Record<string, Propagation>> = {
  background: "Background",
  foreground: "Foreground",
  orphan: "Orphan",
};

function propagationOf(outputs: OpenObject): Propagation {
  const wanted = annotation(outputs, "pulumi.com/deletionPropagationPolicy") ?? "background";
  const known = propagations[wanted.toLowerCase()];
  if (known !== undefined) {
    return known;
  }
  throw failure(
    Code.InvalidArgument,
    `The annotation pulumi.com/deletionPropagationPolicy is ${wanted}. Set background, foreground or orphan.`,
  );
}

function texts(value: Plain | undefined): string[] {
  return Array.isArray(value) ? value.map((item) => textOf(item)) : [];
}

/** The finalizers that hold a deleted object; a namespace has its own. */
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

/** Requests the deletion; one that is under way counts. False when the object does not exist. */
async function request(target: Target, outputs: OpenObject, cluster: Cluster): Promise<boolean> {
  try {
    return await cluster.delete(target, propagationOf(outputs));
  } catch (error) {
    if (!(error instanceof ApiFailure && error.status === 409)) {
      throw error;
    }
    const live = await cluster.read(target);
    if (live === undefined) {
      return false;
    }
    if (at(live, "metadata", "deletionTimestamp") === undefined) {
      throw error;
    }
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
  if (uid === undefined || !(await request(target, outputs, cluster))) {
    return;
  }
  if (annotation(outputs, "pulumi.com/skipAwait") === "true") {
    return;
  }
  let latest: PlainObject | undefined;
  const gone = await waitFor(
    async () => {
      latest = await cluster.read(target);
      // A new object of the same name is not the deleted one.
      return latest === undefined || at(latest, "metadata", "uid") !== uid ? true : undefined;
    },
    seconds,
    cluster.signal,
  );
  if (gone !== true && latest !== undefined) {
    throw stillThere(target, latest, seconds);
  }
}

/** Deletes the object and waits until it is gone. One that is gone already counts as deleted. */
export async function remove(deletion: DeleteRequest, cluster: Cluster): Promise<void> {
  const seconds = deletion.timeout === 0 ? defaultTimeout : deletion.timeout;
  await withExisting(deletion, cluster, "delete", (target) =>
    removeTarget(target, open(deletion.outputs), cluster, seconds),
  );
}
