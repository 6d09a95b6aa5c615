/**
 * Reading an object, for a refresh or an import.
 */
import type { ReadRequest, ReadResult } from "../protocol";
import { asString, open } from "../values";
import { fieldManagerOf, outputsOf, refreshedInputs } from "./checkpoint";
import type { Cluster } from "./cluster";
import { explain, secretsOf } from "./failure";
import { display, parseId } from "./object";
import { parseToken } from "./token";

/** What there is of the object; undefined when it, or its whole kind, is gone. */
export async function refresh(request: ReadRequest, cluster: Cluster): Promise<ReadResult> {
  const type = parseToken(request.type);
  const outputs = open(request.outputs);
  const apiVersion = asString(outputs.apiVersion) ?? type.apiVersion;
  const id = parseId(request.id);
  const namespace = id.namespace ?? cluster.settings.namespace;
  const ref = { apiVersion, kind: type.kind, namespace, name: id.name };
  const secrets = secretsOf(request.inputs, request.outputs);
  try {
    const served = await cluster.served(apiVersion, type.kind);
    if (served === undefined) return undefined;
    const target = { ref: { ...ref, namespace: served.namespaced ? namespace : undefined }, served };
    const live = await cluster.read(target);
    if (live === undefined) return undefined;
    const inputs = refreshedInputs(request.inputs, request.outputs, live);
    return { inputs, outputs: outputsOf(live, inputs, fieldManagerOf(open(inputs), outputs)) };
  } catch (error) {
    throw explain(error, `read ${display(ref)}`, secrets);
  }
}
