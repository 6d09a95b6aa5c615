/** Services, disruption budgets and the order of updates. */
import { choice, flag, int32, intOrString, object, text, texts } from "./build";
import { metadataTemplate } from "./metadata";

/** A Kubernetes Service. `LoadBalancer` and `NodePort` show the database outside the cluster. */
export const serviceTemplate = object({
  type: choice(["ClusterIP", "NodePort", "LoadBalancer"], { default: "ClusterIP" }),
  metadata: metadataTemplate,
  allocateLoadBalancerNodePorts: flag,
  externalTrafficPolicy: text,
  loadBalancerClass: text,
  loadBalancerIP: text,
  loadBalancerSourceRanges: texts,
  sessionAffinity: text,
});

/** Made once: the operator does not update the budget of a running server. Unset with several replicas means 50 %. */
export const podDisruptionBudget = object({ minAvailable: intOrString, maxUnavailable: intOrString });

export const rollingUpdate = object({ maxUnavailable: intOrString, partition: int32 });
