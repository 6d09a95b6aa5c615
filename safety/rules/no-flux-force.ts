import { mustNotBeTrue, text } from "../expect";
import type { Finding } from "../finding";
import { dataKinds, fluxKustomizations, isKustomization } from "../kinds";
import { isStateless } from "../labels";
import { identityOf, isTarget } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, type Value } from "../value";

const mark = "kustomize.toolkit.fluxcd.io/force";
const because = "Flux then deletes and recreates an object whose immutable field changes";

export const noFluxForce = defineRule({
  id: "no-flux-force",
  scope: "object",
  title: "Flux never recreates an object with data",
  why:
    "With force, Flux answers to a change of an immutable field by deleting the object and creating it again: a volume " +
    "claim went on each reconciliation (flux2 #4392). With spec.force: true the annotation force: disabled on an object " +
    "does not exempt it.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [fluxKustomizations, ...dataKinds],
  remedy: `Set spec.force: false in the Kustomization, and remove ${mark} from metadata.annotations of the object.`,
  references: [
    {
      title: "flux2 #4392: a claim is recreated on each reconciliation",
      url: "https://github.com/fluxcd/flux2/issues/4392",
    },
    {
      title: "Flux: force of a Kustomization",
      url: "https://fluxcd.io/flux/components/kustomize/kustomizations/#force",
    },
  ],
  mechanical: true,
  check: (object) => {
    if (isKustomization(object)) {
      return isStateless(object, []) ? [] : mustNotBeTrue(object, ["spec", "force"], because);
    }
    const { group, kind } = identityOf(object);
    return isTarget(dataKinds, group, kind)
      ? ["labels", "annotations"].flatMap((map) => forced(object, map))
      : [];
  },
});

function forced(object: Value, map: string): readonly Finding[] {
  return text(object, ["metadata", map, mark], {
    known: (value, path) => {
      const message = `must not set ${formatPath(path)} to enabled, because ${because}`;
      return value.toLowerCase() === "enabled" ? [{ path, message }] : [];
    },
  });
}
