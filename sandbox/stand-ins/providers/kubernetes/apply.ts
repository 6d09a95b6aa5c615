/** Applying an object: what create and update share, and update. */

import { Code, failure, ProviderError } from "../errors";
import type { UpdateRequest } from "../protocol";
import { hasUnknown, open, plain, type OpenObject, type PlainObject, type Properties } from "../values";
import { fieldManagerOf, foretoldUpdate, outputsOf } from "./checkpoint";
import { targetOf, type ApplyOptions, type Cluster, type Target } from "./cluster";
import { explain, secretsOf } from "./failure";
import { toServer } from "./normalize";
import { annotation, display, idOf, refOf, withValue } from "./object";
import { readiness, waitFor } from "./readiness";

/** Seconds that an object may take to become ready, as in the official provider. */
const defaultTimeout = 600;

export class NotServed extends ProviderError {
  constructor(inputs: OpenObject) {
    const { apiVersion, kind } = refOf(inputs);
    super(
      Code.FailedPrecondition,
      `The API server does not serve ${apiVersion} ${kind}. Create its CustomResourceDefinition first and depend on it.`,
    );
    this.name = "NotServed";
  }
}

/** @throws NotServed when the API server does not serve the kind, or not yet. */
export async function findTarget(inputs: OpenObject, cluster: Cluster): Promise<Target> {
  const { apiVersion, kind } = refOf(inputs);
  const served = await cluster.served(apiVersion, kind);
  if (served === undefined) {
    throw new NotServed(inputs);
  }
  return targetOf(inputs, served, cluster.settings.namespace);
}

export function bodyOf(inputs: OpenObject, target: Target): PlainObject {
  return toServer(plain(withValue(inputs, ["metadata", "namespace"], target.ref.namespace)));
}

export function optionsOf(
  inputs: OpenObject,
  oldOutputs: OpenObject,
  cluster: Cluster,
  dryRun: boolean,
): ApplyOptions {
  return {
    fieldManager: fieldManagerOf(inputs, oldOutputs),
    force: cluster.settings.patchForce || annotation(inputs, "pulumi.com/patchForce") === "true",
    dryRun,
  };
}

export interface Applied {
  readonly target: Target;
  readonly inputs: Properties;
  readonly live: PlainObject;
  readonly fieldManager: string;
}

/**
 * The outputs of the object once it is ready.
 *
 * @param timeout seconds; 0 stands for the default of 600
 * @throws ProviderError with the outputs when it does not become ready, because it exists anyway
 */
export async function outputsWhenReady(
  applied: Applied,
  cluster: Cluster,
  timeout: number,
): Promise<Properties> {
  const { target, inputs, fieldManager } = applied;
  const conditions = readiness(open(inputs)) ?? [];
  let live = applied.live;
  const missing = (): string[] =>
    conditions.filter((condition) => !condition.holds(live)).map((condition) => condition.text);
  const probe = async (): Promise<true | undefined> => {
    if (missing().length === 0) {
      return true;
    }
    live = (await cluster.read(target)) ?? live;
    return missing().length === 0 ? true : undefined;
  };
  const seconds = timeout === 0 ? defaultTimeout : timeout;
  try {
    if ((await waitFor(probe, seconds, cluster.signal)) === true) {
      return outputsOf(live, inputs, fieldManager);
    }
    const still = `it is not ready after ${seconds} s; missing: ${missing().join(", ")}`;
    throw failure(Code.DeadlineExceeded, `${display(target.ref)} exists, but ${still}.`);
  } catch (error) {
    const known = explain(error, `wait for ${display(target.ref)}`, secretsOf(inputs));
    if (!(known instanceof ProviderError)) {
      throw known;
    }
    const partial = { id: idOf(target.ref), outputs: outputsOf(live, inputs, fieldManager) };
    throw new ProviderError(known.code, known.message, partial);
  }
}

async function applyTo(target: Target, request: UpdateRequest, cluster: Cluster): Promise<Properties> {
  const inputs = open(request.news);
  if ((await cluster.read(target)) === undefined) {
    throw failure(
      Code.NotFound,
      `Could not update ${display(target.ref)}: it is gone. Run pulumi refresh, then pulumi up creates it again.`,
    );
  }
  const options = optionsOf(inputs, open(request.oldOutputs), cluster, request.preview);
  const answer = await cluster.apply(target, bodyOf(inputs, target), options);
  const { fieldManager } = options;
  if (request.preview) {
    return foretoldUpdate(answer.body, request.news, fieldManager);
  }
  const applied = { target, inputs: request.news, live: answer.body, fieldManager };
  return outputsWhenReady(applied, cluster, request.timeout);
}

/** Updates the object; in a preview, as a dry run of the API server. */
export async function update(request: UpdateRequest, cluster: Cluster): Promise<Properties> {
  if (request.preview && hasUnknown(request.news)) {
    return request.news;
  }
  try {
    return await applyTo(await findTarget(open(request.news), cluster), request, cluster);
  } catch (error) {
    if (request.preview && error instanceof NotServed) {
      return request.news;
    }
    const task = `update ${display(refOf(open(request.news)))}`;
    throw explain(error, task, secretsOf(request.news, request.oldOutputs));
  }
}
