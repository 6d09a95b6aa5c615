/**
 * What Pulumi's state keeps of an object: the live object, with every secret marked.
 *
 * The entries with two underscores are the official provider's, so that the official provider and the stand-in can
 * take over each other's stacks.
 */
import { randomBytes } from "node:crypto";

import {
  asMap,
  asSecret,
  asString,
  equal,
  isMap,
  isSecret,
  markLike,
  open,
  unknown,
  type Open,
  type OpenObject,
  type PlainObject,
  type Properties,
  type Secret,
} from "../values";
import { toProgram, withoutServerMetadata } from "./normalize";
import { annotation, isSecretKind, withValue } from "./object";

/** The field manager of an object whose state names none. */
const defaultFieldManager = "pulumi-kubernetes";

/**
 * A field manager for a new object, kept in its state from then on. Each object has its own, as with the official
 * provider: an object that another stack, or an earlier deployment of this one, applied differently is then a
 * conflict and is not silently overwritten.
 */
export function newFieldManager(): string {
  return `${defaultFieldManager}-${randomBytes(4).toString("hex")}`;
}

/** `kubectl apply` writes the whole object into this annotation, a Secret's data included. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** The field manager of an object: its annotation, what the state says, or the default. */
export function fieldManagerOf(inputs: OpenObject, outputs: OpenObject): string {
  return (
    annotation(inputs, "pulumi.com/patchFieldManager") ??
    asString(outputs.__fieldManager) ??
    defaultFieldManager
  );
}

function sealed(item: Properties[string]): Secret {
  return isSecret(item) ? item : asSecret(item);
}

/** The inputs, with kubectl's copy of the object marked secret. */
function withSecretCopy(inputs: Properties): Properties {
  const metadata = inputs.metadata ?? {};
  if (!isMap(metadata)) {
    return inputs;
  }
  const annotations = metadata.annotations ?? {};
  if (!isMap(annotations)) {
    return inputs;
  }
  return {
    ...inputs,
    metadata: { ...metadata, annotations: { ...annotations, [lastApplied]: asSecret("") } },
  };
}

/** Marks what is secret in the inputs at the same path, and the contents of every Secret. */
export function seal(object: OpenObject, inputs: Properties): Properties {
  if (!isSecretKind(object)) {
    return markLike(object, inputs);
  }
  const marked = markLike(object, withSecretCopy(inputs));
  for (const key of ["data", "stringData"]) {
    if (marked[key] !== undefined) {
      marked[key] = sealed(marked[key]);
    }
  }
  return marked;
}

/** The outputs of an object. managedFields is the server's bookkeeping and stays out. */
export function outputsOf(live: PlainObject, inputs: Properties, fieldManager: string): Properties {
  const object = withValue(toProgram(live), ["metadata", "managedFields"], undefined);
  return {
    ...seal(object, inputs),
    __inputs: inputs,
    __initialApiVersion: inputs.apiVersion ?? null,
    __fieldManager: fieldManager,
  };
}

function withUnknownMetadata(outputs: Properties, keys: readonly string[]): Properties {
  const metadata = outputs.metadata;
  if (!isMap(metadata)) {
    return outputs;
  }
  return { ...outputs, metadata: { ...metadata, ...Object.fromEntries(keys.map((key) => [key, unknown])) } };
}

/** The outputs of a new object in a dry run: what only the real run decides is unknown. */
export function foretoldOutputs(dryRun: PlainObject, inputs: Properties, fieldManager: string): Properties {
  const outputs = outputsOf(withValue(dryRun, ["status"], undefined) as PlainObject, inputs, fieldManager);
  return withUnknownMetadata(outputs, ["uid", "resourceVersion", "creationTimestamp"]);
}

export function foretoldUpdate(dryRun: PlainObject, inputs: Properties, fieldManager: string): Properties {
  return withUnknownMetadata(outputsOf(dryRun, inputs, fieldManager), ["resourceVersion"]);
}

/** The live object in the state's outputs, as the program sees it. */
function liveOf(outputs: Properties): OpenObject {
  return Object.fromEntries(Object.entries(open(outputs)).filter(([key]) => !key.startsWith("__")));
}

/**
 * The inputs as the live object has them. What has not changed since the last deployment keeps its spelling, so that
 * defaults and spellings of the API server are not drift.
 */
function drifted(input: Open, before: Open | undefined, live: Open | undefined): Open | undefined {
  if (equal(before, live) || (before === undefined && live === undefined) || equal(input, live)) {
    return input;
  }
  if (live === undefined) {
    return undefined;
  }
  const [inputs, lives] = [asMap(input), asMap(live)];
  if (inputs !== undefined && lives !== undefined) {
    const entries = Object.entries(inputs).map(([key, value]) => [
      key,
      drifted(value, asMap(before)?.[key], lives[key]),
    ]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as OpenObject;
  }
  if (Array.isArray(input) && Array.isArray(live) && input.length === live.length) {
    const earlier = Array.isArray(before) ? before : [];
    return input.map((value, index) => drifted(value, earlier[index], live[index]) ?? value);
  }
  return live;
}

/** The inputs after a refresh. An import has no inputs yet and gets those of the live object. */
export function refreshedInputs(inputs: Properties, outputs: Properties, live: PlainObject): Properties {
  const object: OpenObject = toProgram(live);
  if (Object.keys(inputs).length === 0) {
    const written = withValue(withoutServerMetadata(object), ["status"], undefined);
    const hasCopy = annotation(written, lastApplied) !== undefined;
    return seal(
      hasCopy ? withValue(written, ["metadata", "annotations", lastApplied], undefined) : written,
      {},
    );
  }
  const refreshed = drifted(open(inputs), liveOf(outputs), object);
  return seal(asMap(refreshed) ?? {}, inputs);
}
