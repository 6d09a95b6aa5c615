/**
 * Updating an object in place, or foretelling the update.
 */
import { Code, failure } from "../errors";
import type { UpdateRequest } from "../protocol";
import { hasUnknown, open } from "../values";
import type { Properties } from "../values";
import { bodyOf, findTarget, NotServed, optionsOf, outputsWhenReady } from "./apply";
import { foretoldUpdate } from "./checkpoint";
import type { Cluster, Target } from "./cluster";
import { explain, secretsOf } from "./failure";
import { display, refOf } from "./object";

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
  if (request.preview) return foretoldUpdate(answer.body, request.news, fieldManager);
  const applied = { target, inputs: request.news, live: answer.body, fieldManager };
  return outputsWhenReady(applied, cluster, request.timeout);
}

/** Updates the object, or, in a preview, says what the API server would make of it. */
export async function update(request: UpdateRequest, cluster: Cluster): Promise<Properties> {
  if (request.preview && hasUnknown(request.news)) return request.news;
  try {
    return await applyTo(await findTarget(open(request.news), cluster), request, cluster);
  } catch (error) {
    if (request.preview && error instanceof NotServed) return request.news;
    const task = `update ${display(refOf(open(request.news)))}`;
    throw explain(error, task, secretsOf(request.news, request.oldOutputs));
  }
}
