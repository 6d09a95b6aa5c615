import { protectedLabel } from "./labels";
import type { Path } from "./value";

/** A field that protects while it has one value. */
export interface Guard {
  readonly path: Path;
  readonly value: string;
  /** Whether a field that is left out protects as well. */
  readonly usual?: true;
}

const flux = "kustomize.toolkit.fluxcd.io/prune";

/** The fields that keep an object, or what it stands for, when somebody deletes something. */
export const guards: readonly Guard[] = [
  { path: ["metadata", "labels", protectedLabel], value: "true" },
  { path: ["metadata", "labels", flux], value: "disabled" },
  { path: ["metadata", "annotations", flux], value: "disabled" },
  { path: ["metadata", "annotations", "helm.sh/resource-policy"], value: "keep" },
  { path: ["spec", "cleanupPolicy"], value: "Skip" },
  ...["whenDeleted", "whenScaled"].flatMap((when): readonly Guard[] => [
    { path: ["spec", "storage", "pvcRetentionPolicy", when], value: "Retain", usual: true },
    { path: ["spec", "persistentVolumeClaimRetentionPolicy", when], value: "Retain", usual: true },
  ]),
  { path: ["spec", "persistentVolumeReclaimPolicy"], value: "Retain" },
  { path: ["spec", "target", "creationPolicy"], value: "Orphan" },
  { path: ["spec", "target", "deletionPolicy"], value: "Retain", usual: true },
  {
    path: [
      "spec",
      "template",
      "metadata",
      "annotations",
      "sealedsecrets.bitnami.com/skip-set-owner-references",
    ],
    value: "true",
  },
  { path: ["spec", "deletionPolicy"], value: "Orphan" },
];
