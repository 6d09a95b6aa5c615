import { inspect, mustBeSet } from "../expect";
import type { Finding } from "../finding";
import { identityOf } from "../objects";
import { defineRule } from "../rule";
import { claimants, eachClaim } from "../storage";
import type { Path, Value } from "../value";

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
    ...(identityOf(object).kind === "MariaDB" ? server(object) : []),
    ...eachClaim(object, (spec) => named(object, [...spec, "storageClassName"])),
  ],
});

/** A claim template names the class itself. */
function server(object: Value): readonly Finding[] {
  return inspect(object, ["spec", "storage", "volumeClaimTemplate"], {
    known: () => [],
    absent: () =>
      inspect(object, ["spec", "storage", "size"], {
        known: () => named(object, ["spec", "storage", "storageClassName"]),
      }),
  });
}

/** An empty name stands for a volume that was made manually. */
function named(object: Value, path: Path): readonly Finding[] {
  return mustBeSet(object, path, "the cluster's default class may delete the volume with its claim");
}
