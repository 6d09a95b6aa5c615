/** Where Pods may run: the operator's cut of Kubernetes' scheduling types (it has no `podAffinity`). */
import { atomicList, atomicTexts, flag, int32, int64, list, object, text, textMap, texts } from "./build";

const expression = object({ key: text, operator: text, values: atomicTexts }, ["key", "operator"]);
const expressions = atomicList(expression);

/** A label selector that server-side apply replaces as a whole. */
export const atomicSelector = object({ matchLabels: textMap, matchExpressions: expressions }, [], {
  "x-kubernetes-map-type": "atomic",
});

const nodeSelectorTerm = object({ matchExpressions: expressions, matchFields: expressions });

const nodeAffinity = object({
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    object({ weight: int32, preference: nodeSelectorTerm }, ["weight", "preference"]),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: object(
    { nodeSelectorTerms: atomicList(nodeSelectorTerm) },
    ["nodeSelectorTerms"],
  ),
});

const podAffinityTerm = object(
  { labelSelector: object({ matchLabels: textMap, matchExpressions: expressions }), topologyKey: text },
  ["topologyKey"],
);

const podAntiAffinity = object({
  preferredDuringSchedulingIgnoredDuringExecution: atomicList(
    object({ weight: int32, podAffinityTerm }, ["weight", "podAffinityTerm"]),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: atomicList(podAffinityTerm),
});

/** `antiAffinityEnabled: true` is the short form of one Pod per node; it cannot be changed later. */
export const affinity = object({ antiAffinityEnabled: flag, nodeAffinity, podAntiAffinity });

const toleration = object({ key: text, operator: text, value: text, effect: text, tolerationSeconds: int64 });

export const tolerations = list(toleration);

const topologySpreadConstraint = object(
  {
    maxSkew: int32,
    topologyKey: text,
    whenUnsatisfiable: text,
    labelSelector: atomicSelector,
    matchLabelKeys: texts,
    minDomains: int32,
    nodeAffinityPolicy: text,
    nodeTaintsPolicy: text,
  },
  ["maxSkew", "topologyKey", "whenUnsatisfiable"],
);

export const topologySpreadConstraints = list(topologySpreadConstraint);
