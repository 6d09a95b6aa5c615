import { eachItem } from "../expect";
import { undecided, type Finding } from "../finding";
import { statefulSets } from "../kinds";
import { syncOptionsAnnotation } from "../labels";
import { defineRule } from "../rule";
import { read, type Path, type Value } from "../value";

const guards = ["Prune", "Delete"];

export const claimTemplatesProtected = defineRule({
  id: "claim-templates-protected",
  scope: "object",
  title: "Claims are protected from the moment that they are made",
  why:
    "A StatefulSet copies the annotations of its claim templates onto a claim when it makes it, and never again: the " +
    "templates are immutable, and a protection that is added later reaches no claim that exists. Argo CD has pruned " +
    "claims that carried the tracking label of their Application.",
  severity: "high",
  appliesTo: [statefulSets],
  remedy:
    "Add the annotation argocd.argoproj.io/sync-options: Prune=false,Delete=false to metadata of each item of " +
    "spec.volumeClaimTemplates when the StatefulSet is made; annotate existing claims manually.",
  references: [
    {
      title: "argo-cd #13503: annotations of claim templates",
      url: "https://github.com/argoproj/argo-cd/issues/13503",
    },
    {
      title: "clickhouse-operator #1272: claims pruned by their label",
      url: "https://github.com/Altinity/clickhouse-operator/issues/1272",
    },
  ],
  check: (object) =>
    eachItem(object, ["spec", "volumeClaimTemplates"], (_, path) =>
      annotated(object, [...path, "metadata", "annotations", syncOptionsAnnotation]),
    ),
});

function annotated(object: Value, path: Path): readonly Finding[] {
  const reading = read(object, path);
  if (reading.state === "unknown") {
    return [undecided(reading.path)];
  }
  const written =
    reading.state === "known" && typeof reading.value === "string" ? reading.value.split(",") : [];
  const has = (name: string) =>
    written.some((option) => [`${name}=false`, `${name}=confirm`].includes(option.trim()));
  const message = `must carry ${syncOptionsAnnotation}: Prune=false,Delete=false on its claims, because it cannot be added later`;
  return guards.every(has) ? [] : [{ path, message }];
}
