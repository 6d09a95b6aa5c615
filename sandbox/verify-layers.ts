import { deliveredKinds, type Kind } from "../components/delivery/kinds";
import { syncServiceAccount } from "../components/delivery/namespace-access";
import type { Environment } from "../components/environments";
import { guardManifests } from "../components/guard/manifests";
import { Layer, LayerState, type ProtectionLayer } from "../components/platform/protection-layers";
import { covers, evaluate, type RuleOf, type Value } from "../safety";
import type { Finding } from "../safety/finding";
import { helmPolicyAnnotation, protectedLabel, workloadLabel } from "../safety/labels";
import { everyKind } from "../safety/objects";
import { cleanupPolicySkip } from "../safety/rules/cleanup-policy-skip";
import { externalSecretRefresh } from "../safety/rules/external-secret-refresh";
import { keptByArgoCd } from "../safety/rules/kept-by-argo-cd";
import { keptByFlux } from "../safety/rules/kept-by-flux";
import { pvcRetain } from "../safety/rules/pvc-retain";
import { secretOutlivesProducer } from "../safety/rules/secret-outlives-producer";
import { ClusterError, isLive, type Cluster, type KubeObject, type ObjectReference } from "./cluster";

/** A layer as the live cluster has it: `NOT FOUND` if the search found nothing. */
export interface LiveLayer extends Omit<ProtectionLayer, "state"> {
  state: LayerState | "NOT FOUND";
}

/** Names an object that an engine delivered. */
export interface Delivered {
  group?: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** A delivery as the cluster has it. */
export interface LiveDelivery {
  environment: Environment;
  /** Namespace of the databases. */
  namespace: string;
  /** Settings against pruning and cascading that are missing. */
  missingSettings: readonly string[];
  /** Settings for the sync account that are missing. */
  missingIdentity: readonly string[];
  /** The delivered objects; a reference alone for one that is gone. */
  objects: readonly (KubeObject | ObjectReference)[];
}

/** How many things were looked at, and what was missing. */
interface Evidence {
  looked: number;
  missing: readonly string[];
}

/**
 * Looks for each layer in the live cluster. A layer that is off stays off. One that the API server cannot show, or
 * that has no delivered objects yet, keeps the state from the program.
 */
export async function verifyLayers(
  cluster: Cluster,
  layers: readonly ProtectionLayer[],
  delivery: LiveDelivery,
): Promise<LiveLayer[]> {
  return Promise.all(
    layers.map(async (layer) =>
      layer.state === LayerState.Off
        ? layer
        : withEvidence(layer, await evidence(cluster, layer.layer, delivery)),
    ),
  );
}

function withEvidence(layer: ProtectionLayer, { looked, missing }: Evidence): LiveLayer {
  if (missing.length > 0) {
    const [first = "", ...more] = missing;
    const rest = more.length === 0 ? "" : `, and ${String(more.length)} more`;
    return { ...layer, state: "NOT FOUND", detail: `${first}${rest}` };
  }
  return looked === 0 ? layer : { ...layer, state: LayerState.Verified };
}

/** What cannot be read counts as missing. */
async function evidence(cluster: Cluster, layer: Layer, delivery: LiveDelivery): Promise<Evidence> {
  try {
    return await look(cluster, layer, delivery);
  } catch (error) {
    if (error instanceof ClusterError) {
      return { looked: 1, missing: [error.message] };
    }
    throw error;
  }
}

async function look(cluster: Cluster, layer: Layer, delivery: LiveDelivery): Promise<Evidence> {
  switch (layer) {
    case Layer.Storage:
    case Layer.Operator:
    case Layer.ObjectSettings:
      return fieldsOf(delivery, layer);
    case Layer.EngineSettings:
      return { looked: 1, missing: delivery.missingSettings };
    case Layer.EngineIdentity:
      return { looked: 1, missing: [...delivery.missingIdentity, ...(await allowed(cluster, delivery))] };
    case Layer.DeletionGuard:
      return guard(cluster, delivery);
    // Pulumi's own protection is not visible in the cluster.
    case Layer.Kept:
    case Layer.PulumiProtect:
      return { looked: 0, missing: [] };
  }
}

/** The rules that a delivered object follows where the layer holds; an engine could prune an object of any kind. */
const layerRules: Readonly<Partial<Record<Layer, readonly RuleOf<"object">[]>>> = {
  [Layer.Storage]: [pvcRetain],
  [Layer.Operator]: [cleanupPolicySkip],
  [Layer.ObjectSettings]: [
    { ...keptByArgoCd, appliesTo: [everyKind] },
    { ...keptByFlux, appliesTo: [everyKind] },
    secretOutlivesProducer,
    { ...externalSecretRefresh, check: deletionPolicyOnly },
  ],
};

/** How often a Secret is refreshed keeps nothing. */
function deletionPolicyOnly(...asked: Parameters<typeof externalSecretRefresh.check>): readonly Finding[] {
  return externalSecretRefresh.check(...asked).filter(({ path }) => path.at(-1) === "deletionPolicy");
}

/** Layers that keep data by fields of the delivered objects. */
export const fieldLayers = [Layer.Storage, Layer.Operator, Layer.ObjectSettings] as const;

/** Whether a layer asks something of objects of that kind. */
function concerns(layer: Layer, { apiVersion, kind }: ObjectReference): boolean {
  return (layerRules[layer] ?? []).some((rule) => covers(rule, apiVersion, kind));
}

/**
 * What an object lacks of these layers. Judged as in production, whatever the environment or a label that calls it
 * stateless: what is not kept there is not called protected anywhere.
 */
export function missingProtection(
  object: KubeObject | ObjectReference,
  ...layers: readonly Layer[]
): string[] {
  // A rule that takes an absent field for its default would find nothing wrong with an object that is gone.
  if (!isLive(object)) {
    return ["is not there"];
  }
  const labels = { ...object.metadata.labels, [workloadLabel]: "" };
  const judged = { ...object, metadata: { ...object.metadata, labels } } as unknown as Value;
  const found = layers
    .flatMap((layer) => layerRules[layer] ?? [])
    .flatMap((rule) => evaluate(rule, judged, { environment: "production" }).map(({ message }) => message));
  return layers.includes(Layer.ObjectSettings) ? [...found, ...missingMarks(object)] : found;
}

/** What Helm and the guard look for, on the object and on the Secret that an ExternalSecret makes. */
function missingMarks({ kind, metadata, spec }: KubeObject): string[] {
  const { target } = (spec ?? {}) as { target?: { template?: { metadata?: Marks } } };
  const secret = kind === "ExternalSecret" ? marksIn(target?.template?.metadata ?? {}) : [];
  return [
    ...marksIn(metadata),
    ...secret.map((missing) => `${missing}, on its Secret (spec.target.template)`),
  ];
}

type Marks = Pick<KubeObject["metadata"], "annotations" | "labels">;

function marksIn({ annotations, labels }: Marks): string[] {
  return [
    ...(annotations?.[helmPolicyAnnotation] === "keep"
      ? []
      : [`must carry the annotation ${helmPolicyAnnotation}: keep, because Helm otherwise deletes it`]),
    ...(labels?.[protectedLabel] === "true"
      ? []
      : [`must carry the label ${protectedLabel}: "true", by which the deletion guard knows it`]),
  ];
}

/** What the objects lack of one layer. */
function fieldsOf({ objects }: LiveDelivery, layer: Layer): Evidence {
  const concerned = objects.filter((object) => concerns(layer, object));
  const missing = concerned.flatMap((object) =>
    missingProtection(object, layer).map((message) => `${object.kind} ${object.metadata.name} ${message}`),
  );
  return { looked: concerned.length, missing };
}

/** Every policy of the guard and every binding, which must deny and not only warn. */
async function guard(cluster: Cluster, { environment, namespace }: LiveDelivery): Promise<Evidence> {
  const missing: string[] = [];
  const manifests = guardManifests({ environment, namespaces: [namespace] }, true);
  for (const { policy, bindings } of manifests) {
    if ((await cluster.read(policy)) === undefined) {
      missing.push(`the policy ${policy.metadata.name} is not there`);
    }
    for (const binding of bindings) {
      const live = await cluster.read(binding);
      const { validationActions = [] } = (live?.spec ?? {}) as { validationActions?: string[] };
      if (!validationActions.includes("Deny")) {
        missing.push(
          `the binding ${binding.metadata.name} ${live === undefined ? "is not there" : "only warns"}`,
        );
      }
    }
  }
  return { looked: manifests.length, missing };
}

/** Kinds that hold data or access to it, besides the delivered ones. */
const beside: readonly Kind[] = [
  { group: "", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims" },
  { group: "", kind: "Secret", plural: "secrets" },
  { group: "", kind: "Namespace", plural: "namespaces" },
];

/** What the sync account may delete although it must not, as the API server answers. */
async function allowed(cluster: Cluster, { namespace }: LiveDelivery): Promise<string[]> {
  const user = `system:serviceaccount:${namespace}:${syncServiceAccount}`;
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  const asked = [...deliveredKinds, ...beside].flatMap(({ group, plural }) =>
    ["delete", "deletecollection"].map((verb) => ({ namespace, verb, group, resource: plural })),
  );
  const answers = await Promise.all(
    asked.map(async (attributes) => ({
      attributes,
      may: await cluster.mayAccess({ user, groups, resourceAttributes: attributes }),
    })),
  );
  return answers
    .filter(({ may }) => may)
    .map(
      ({ attributes: { verb, resource } }) => `${syncServiceAccount} may ${verb} ${resource} in ${namespace}`,
    );
}
