import { environmentLabel } from "../labels";
import { fluxHelmReleases } from "../engines";
import { fluxKustomizations } from "../flux";
import { eachKept } from "../changes";
import type { Revisions } from "../changes";
import { isConfirmed } from "../confirmation";
import { defineRule } from "../rule";
import { isStricter, parseEnvironment } from "../environment";
import { undecided } from "../expect";
import type { Finding } from "../finding";
import { guards } from "../guards";
import type { Guard } from "../guards";
import { dataKinds } from "../kinds";
import { label, mayBe } from "../metadata";
import { read } from "../read";
import type { Target } from "../rule";
import { formatPath } from "../value";

const targets: readonly Target[] = [
  ...dataKinds,
  { group: "argoproj.io", kinds: ["Application", "AppProject"] },
  fluxKustomizations,
  fluxHelmReleases,
];

const options = ["metadata", "annotations", "argocd.argoproj.io/sync-options"];

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
    "Put the label, annotation or policy back. To weaken an object on purpose, first write its own name into " +
    'metadata.annotations["mariadb-gitops.dev/confirm-deletion"], release that, and weaken it in a later revision.',
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
    eachKept(change, targets, (revisions) =>
      isConfirmed(revisions.before)
        ? []
        : [
            ...guards.flatMap((guard) => lost(revisions, guard)),
            ...["Prune", "Delete"].flatMap((name) => withoutOption(revisions, name)),
            ...weaker(revisions),
          ],
    ),
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
