import { inspect, mustBeSet } from "../expect";
import type { Finding } from "../finding";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { claimants, eachClaim } from "../storage";
import { read, type Path, type Value } from "../value";

export const storageClassNamed = defineRule({
  id: "storage-class-named",
  scope: "object",
  title: "Every claim names its StorageClass",
  why:
    "A claim without a class gets the cluster's default, which differs between clusters and changes over the years. " +
    "The default usually deletes the volume with its claim (reclaimPolicy: Delete), and may be slower or on one node. " +
    "The class of a claim cannot be changed afterwards.",
  severity: "high",
  appliesTo: claimants,
  remedy:
    "Set spec.storage.storageClassName of a MariaDB, or spec.storageClassName of the claim, to a class that " +
    "retains its volumes.",
  references: [
    {
      title: "Kubernetes: the default StorageClass",
      url: "https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass",
    },
    {
      title: "Gatekeeper: storage classes",
      url: "https://open-policy-agent.github.io/gatekeeper-library/website/validation/storageclass/",
    },
  ],
  equivalents: ["gatekeeper/storageclass"],
  check: (object) => [
    ...(identityOf(object).kind === "MariaDB"
      ? server(object)
      : eachClaim(object, (spec) => named(object, [...spec, "storageClassName"]))),
  ],
});

const ofServer = ["spec", "storage", "storageClassName"];
const ofTemplate = ["spec", "storage", "volumeClaimTemplate", "storageClassName"];

/** The operator writes the template from size and class; a template without a size stands for itself. */
function server(object: Value): readonly Finding[] {
  const template = read(object, ofTemplate.slice(0, -1)).state !== "absent";
  const size = read(object, ["spec", "storage", "size"]).state !== "absent";
  if (template && !size) {
    return named(object, ofTemplate);
  }
  if (!template && !size) {
    return inspect(object, ["spec", "storage"], { known: () => [] });
  }
  return template && named(object, ofTemplate).length === 0 ? [] : named(object, ofServer);
}

/** An empty name stands for a volume that was made manually. */
function named(object: Value, path: Path): readonly Finding[] {
  return mustBeSet(object, path, "the cluster's default class may delete the volume with its claim");
}
