import { eachItem, text } from "../expect";
import { undecided, type Finding } from "../finding";
import { fluxHelmReleases, fluxKustomizations } from "../kinds";
import { defineRule } from "../rule";
import { formatPath, read, type Path, type Value } from "../value";

const references: readonly Path[] = [
  ["spec", "sourceRef"],
  ["spec", "chartRef"],
  ["spec", "chart", "spec", "sourceRef"],
];

const lists: readonly Path[] = [
  ["spec", "eventSources"],
  ["spec", "resources"],
];

export const fluxNoCrossNamespace = defineRule({
  id: "flux-no-cross-namespace",
  scope: "object",
  title: "No Flux object refers to one of another namespace",
  why:
    "A Kustomization that takes its source from another namespace delivers what people there write: whoever may change a " +
    "source of dev then changes production. A cluster with Flux's multi-tenancy lockdown refuses such references, and " +
    "the delivery stops when the lockdown comes.",
  severity: "high",
  appliesTo: [
    fluxKustomizations,
    fluxHelmReleases,
    { group: "notification.toolkit.fluxcd.io", kinds: ["Alert", "Receiver"] },
  ],
  remedy:
    "Remove namespace from spec.sourceRef, and keep source, ServiceAccount and Kustomization in one namespace.",
  references: [
    {
      title: "Flux: multi-tenancy lockdown",
      url: "https://fluxcd.io/flux/installation/configuration/multitenancy/",
    },
    {
      title: "flux2-multi-tenancy: tenants with sources of their own",
      url: "https://github.com/fluxcd/flux2-multi-tenancy",
    },
  ],
  equivalents: ["flux2-multi-tenancy/sourceRef"],
  check: (object) => [
    ...references.flatMap((path) => reference(object, path)),
    ...lists.flatMap((list) => eachItem(object, list, (_, path) => reference(object, path))),
  ],
});

function reference(object: Value, at: Path): readonly Finding[] {
  const own = read(object, ["metadata", "namespace"]);
  return text(object, [...at, "namespace"], {
    known: (namespace, path) => {
      if (own.state === "unknown") {
        return [undecided(own.path)];
      }
      const message = `must leave out ${formatPath(path)}, because it is not the namespace of the object itself`;
      return own.state === "known" && own.value === namespace ? [] : [{ path, message }];
    },
  });
}
