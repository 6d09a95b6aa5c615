import { eachText } from "../expect";
import { shown, type Finding } from "../finding";
import { defineRule } from "../rule";
import { claimants, eachClaim } from "../storage";

const allowed = ["ReadWriteOnce", "ReadWriteOncePod"];

export const singleWriterVolumes = defineRule({
  id: "single-writer-volumes",
  scope: "object",
  title: "A volume of data is mounted by one node or pod",
  why:
    "With ReadWriteMany two servers can open one data directory: after a node that was only cut off, or with a second " +
    "object that names the claim. InnoDB locks its files, but many network file systems do not honour the lock, and " +
    "two writers destroy the tables.",
  severity: "high",
  appliesTo: claimants,
  remedy: "Set accessModes: [ReadWriteOncePod] or [ReadWriteOnce] in the spec of the claim.",
  references: [
    {
      title: "Kubernetes: access modes",
      url: "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes",
    },
    {
      title: "Kyverno: enforce ReadWriteOncePod",
      url: "https://kyverno.io/policies/other/enforce-readwriteonce-pod/enforce-readwriteonce-pod/",
    },
  ],
  equivalents: ["kyverno/enforce-readwriteonce-pod"],
  shows: ["accessModes"],
  check: (object) =>
    eachClaim(object, (spec) =>
      eachText(object, [...spec, "accessModes"], (mode, path): readonly Finding[] => {
        const message = `must not claim a volume with ${shown(mode)}, because two servers could write to it`;
        return allowed.includes(mode) ? [] : [{ path, message }];
      }),
    ),
});
