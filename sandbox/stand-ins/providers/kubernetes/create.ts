/** Creating an object, or previewing its creation. */
import { setTimeout as sleep } from "node:timers/promises";

import { ApiFailure, NoAnswer } from "../../../cluster";
import { Code, failure, type ProviderError } from "../errors";
import type { CreateRequest, CreateResult } from "../protocol";
import { hasUnknown, open, textOf, type OpenObject, type PlainObject } from "../values";
import { bodyOf, findTarget, NotServed, optionsOf, outputsWhenReady } from "./apply";
import { foretoldOutputs, newFieldManager } from "./checkpoint";
import { targetOf, type Cluster, type Target } from "./cluster";
import { explain, secretsOf } from "./failure";
import { at, display, idOf, refOf } from "./object";

/** Seconds between attempts while another resource creates the namespace or the kind. */
const retryPauses = [0.5, 1, 2, 4];

const created = 201;

function lacksNamespace(error: unknown): boolean {
  return (
    error instanceof ApiFailure && error.status === 404 && at(error.body, "details", "kind") === "namespaces"
  );
}

function refusesDryRun(error: unknown): boolean {
  const message = error instanceof ApiFailure ? textOf(error.body.message) : "";
  return message.includes("does not support dry run");
}

function alreadyExists(type: string, target: Target): ProviderError {
  const id = idOf(target.ref);
  return failure(
    Code.AlreadyExists,
    `Could not create ${display(target.ref)}: it already exists. To adopt it, run ` +
      `pulumi import ${type} <logical name> ${id}; if the resource was renamed, give it an alias.`,
  );
}

async function patiently<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pause of retryPauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!(lacksNamespace(error) || error instanceof NotServed)) {
        throw error;
      }
    }
    await sleep(pause * 1000, undefined, { signal }).catch(() => {
      throw new NoAnswer("cancelled");
    });
  }
  return attempt();
}

async function foretell(request: CreateRequest, cluster: Cluster): Promise<CreateResult> {
  const asWritten = { id: "", outputs: request.inputs };
  if (hasUnknown(request.inputs)) {
    return asWritten;
  }
  const inputs = open(request.inputs);
  const { apiVersion, kind } = refOf(inputs);
  const served = await cluster.served(apiVersion, kind);
  if (served === undefined) {
    return asWritten;
  }
  const target = targetOf(inputs, served, cluster.settings.namespace);
  // A replacement is previewed while the object that it replaces still exists.
  if ((await cluster.read(target)) !== undefined) {
    return asWritten;
  }
  const options = optionsOf(inputs, newManager(), cluster, true);
  try {
    const answer = await cluster.apply(target, bodyOf(inputs, target), options);
    return { id: "", outputs: foretoldOutputs(answer.body, request.inputs, options.fieldManager) };
  } catch (error) {
    if (lacksNamespace(error) || refusesDryRun(error)) {
      return asWritten;
    }
    throw explain(error, `preview the creation of ${display(target.ref)}`, secretsOf(request.inputs));
  }
}

function newManager(): OpenObject {
  return { __fieldManager: newFieldManager() };
}

async function applyNew(
  request: CreateRequest,
  target: Target,
  cluster: Cluster,
  manager: OpenObject,
): Promise<PlainObject> {
  const inputs = open(request.inputs);
  const adopt = cluster.settings.upsert;
  if (!adopt && (await cluster.read(target)) !== undefined) {
    throw alreadyExists(request.type, target);
  }
  const answer = await cluster.apply(
    target,
    bodyOf(inputs, target),
    optionsOf(inputs, manager, cluster, false),
  );
  // Another client created it since the read. It is not ours to track, and so not ours to delete later.
  if (!adopt && answer.status !== created) {
    throw alreadyExists(request.type, target);
  }
  return answer.body;
}

/** Creates the object; in a preview, as a dry run of the API server. */
export async function create(request: CreateRequest, cluster: Cluster): Promise<CreateResult> {
  if (request.preview) {
    return foretell(request, cluster);
  }
  const { inputs } = request;
  try {
    const target = await patiently(async () => findTarget(open(inputs), cluster), cluster.signal);
    const manager = newManager();
    const live = await patiently(async () => applyNew(request, target, cluster, manager), cluster.signal);
    const { fieldManager } = optionsOf(open(inputs), manager, cluster, false);
    const outputs = await outputsWhenReady({ target, inputs, live, fieldManager }, cluster, request.timeout);
    return { id: idOf(target.ref), outputs };
  } catch (error) {
    throw explain(error, `create ${display(refOf(open(inputs)))}`, secretsOf(inputs));
  }
}
