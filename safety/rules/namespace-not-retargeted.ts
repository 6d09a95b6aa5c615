import { text } from "../expect";
import { about, shown, undecided, type SetFinding } from "../finding";
import { fluxKustomizations, namespaces } from "../kinds";
import { membersOf, textAt, type Member } from "../objects";
import { defineRule } from "../rule";
import { read } from "../value";

const path = ["spec", "targetNamespace"];
const name = ["metadata", "name"];

export const namespaceNotRetargeted = defineRule({
  id: "namespace-not-retargeted",
  scope: "set",
  title: "A Kustomization with a target namespace delivers no Namespace",
  why:
    "With targetNamespace Flux gives every object that namespace, and a Namespace object that name: it claims the target " +
    "namespace as its own. When the object later leaves the source, Flux prunes the target with everything inside. That " +
    "has deleted flux-system itself (flux2 #4570).",
  severity: "critical",
  appliesTo: [fluxKustomizations],
  remedy:
    "Remove spec.targetNamespace and set metadata.namespace in the objects, or take the Namespace objects out" +
    " of the source and let Pulumi make them.",
  references: [
    {
      title: "flux2 #4570: a Namespace is renamed to the target and pruned",
      url: "https://github.com/fluxcd/flux2/issues/4570",
    },
    {
      title: "Flux: target namespace of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#target-namespace",
    },
  ],
  shows: ["name"],
  check: (objects, { isDelivered }) => {
    const kustomizations = membersOf(objects, fluxKustomizations);
    // The namespaces in which Kustomizations live, or into which they deliver, are made beside them and not by them.
    const homes = kustomizations.flatMap(({ object }) => [
      textAt(object, path),
      textAt(object, ["metadata", "namespace"]),
    ]);
    const strays = membersOf(objects, namespaces).filter(
      ({ object }) => !homes.includes(textAt(object, name)) || read(object, name).state === "unknown",
    );
    return kustomizations.flatMap((one) =>
      retargeted(
        one,
        strays.filter(({ object }) => isDelivered === undefined || isDelivered(object, one.object) === true),
      ),
    );
  },
});

function retargeted({ index, object }: Member, [stray]: readonly Member[]): readonly SetFinding[] {
  if (stray === undefined) {
    return [];
  }
  const reading = read(stray.object, name);
  return about(
    index,
    text(object, path, {
      known: (target) => {
        const message = `must not set spec.targetNamespace beside the Namespace ${shown(textAt(stray.object, name))}, because Flux would rename that and could prune the target`;
        const finding = reading.state === "unknown" ? undecided(path) : { path, message };
        return target === "" ? [] : [finding];
      },
    }),
  );
}
