import { eachKept, type Revisions } from "../changes";
import { isStricter, parseEnvironment } from "../environment";
import { undecided, type Finding } from "../finding";
import { dataKinds, fluxHelmReleases, fluxKustomizations } from "../kinds";
import {
  environmentLabel,
  fluxPrune,
  helmPolicyAnnotation,
  label,
  mayBe,
  protectedLabel,
  syncOptionsAnnotation,
} from "../labels";
import type { Target } from "../objects";
import { defineRule } from "../rule";
import { formatPath, read, type Path } from "../value";

/** A field that protects while it has one value. */
export interface Guard {
  readonly path: Path;
  readonly value: string;
  /** Whether a field that is left out protects as well. */
  readonly usual?: true;
}

/** The fields that keep an object, or what it stands for, when somebody deletes something. */
export const guards: readonly Guard[] = [
  { path: ["metadata", "labels", protectedLabel], value: "true" },
  { path: ["metadata", "labels", fluxPrune], value: "disabled" },
  { path: ["metadata", "annotations", fluxPrune], value: "disabled" },
  { path: ["metadata", "annotations", helmPolicyAnnotation], value: "keep" },
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

const targets: readonly Target[] = [
  ...dataKinds,
  { group: "argoproj.io", kinds: ["Application", "AppProject"] },
  fluxKustomizations,
  fluxHelmReleases,
];

const options = ["metadata", "annotations", syncOptionsAnnotation];

export const protectionKept = defineRule({
  id: "protection-kept",
  scope: "change",
  title: "No revision takes the protection from an object",
  why:
    "A label, an annotation or a policy that goes is not missed until something deletes the object, often months later: " +
    "the guard in the cluster lets it pass, the engine prunes it, the operator drops what it stands for. A weaker " +
    "environment label moves the object out of production's rules. The change that removes a protection is the last " +
    "one where a person still looks at it.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Put the label, annotation or policy back. To weaken an object on purpose, write an exception in metadata.annotations with a reason and an " +
    "end; the deletion guard then asks a person to confirm the live object.",
  references: [
    {
      title: "argo-cd #12388: what Prune=false does not cover",
      url: "https://github.com/argoproj/argo-cd/issues/12388",
    },
    {
      title: "Flux: keeping objects from garbage collection",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#prune",
    },
  ],
  equivalents: ["kyverno/block-updates-deletes"],
  check: (change) =>
    eachKept(change, targets, (revisions) => [
      ...guards.flatMap((guard) => lost(revisions, guard)),
      ...["Prune", "Delete"].flatMap((name) => withoutOption(revisions, name)),
      ...weaker(revisions),
    ]),
});

function lost({ before, after }: Revisions, { path, value, usual }: Guard): readonly Finding[] {
  const [was, is] = [read(before, path), read(after, path)];
  const protects = (reading: typeof was) =>
    mayBe(reading, value) || (usual === true && reading.state === "absent");
  if (!protects(was)) {
    return [];
  }
  const message = `must keep ${formatPath(path)} at "${value}", because it protects the object`;
  return is.state === "unknown" ? [undecided(is.path)] : protects(is) ? [] : [{ path, message }];
}

/** Argo CD asks before it deletes what says "confirm", so that protects as well. */
function withoutOption({ before, after }: Revisions, name: string): readonly Finding[] {
  const [was, is] = [read(before, options), read(after, options)];
  const has = (reading: typeof was) =>
    reading.state === "known" &&
    typeof reading.value === "string" &&
    reading.value.split(",").some((option) => [`${name}=false`, `${name}=confirm`].includes(option.trim()));
  const message = `must keep the sync option ${name}=false in ${formatPath(options)}, because it protects the object`;
  if (!has(was) || has(is)) {
    return [];
  }
  return is.state === "unknown" ? [undecided(is.path)] : [{ path: options, message }];
}

function weaker({ before, after }: Revisions): readonly Finding[] {
  const [was, is] = [label(before, environmentLabel), label(after, environmentLabel)];
  const [from, to] = [was, is].map((reading) =>
    parseEnvironment(reading.state === "known" ? reading.value : ""),
  );
  const message = `must keep the label ${environmentLabel}, because another one puts the object under weaker rules`;
  if (is.state === "unknown" || from === undefined || (to !== undefined && !isStricter(from, to))) {
    return is.state === "unknown" && from !== undefined ? [undecided(is.path)] : [];
  }
  return [{ path: is.path, message }];
}
