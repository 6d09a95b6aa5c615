/**
 * Reading an object, for a refresh or an import.
 */
import type { ReadRequest, ReadResult } from "../protocol";
import { open } from "../values";
import { fieldManagerOf, outputsOf, refreshedInputs } from "./checkpoint";
import type { Cluster } from "./cluster";
import { explain, secretsOf } from "./failure";
import { locate } from "./locate";
import { display } from "./object";

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
