import { argoApplications } from "./application";
import type { Engine } from "./environment";
import { appProjects } from "./kinds";
import { identityOf, isTarget, textAt } from "./objects";
import { isMap, read, type Value } from "./value";

/**
 * The engines that deliver a set of objects: those whose own objects are among them, or whose options the objects carry.
 *
 * @returns undefined when nothing says it: the deliveries may be in another repository.
 */
export function enginesOf(objects: readonly Value[]): readonly Engine[] | undefined {
  const found = (["argocd", "flux"] as const).filter((engine) =>
    objects.some((object) => isOf[engine](identityOf(object).group, object)),
  );
  return found.length === 0 ? undefined : found;
}

/** The engines whose own objects are among a set, whatever options the others carry: these are often written for both. */
export function enginesDelivering(objects: readonly Value[]): readonly Engine[] | undefined {
  return enginesOf(
    objects.map((object) => ({ apiVersion: textAt(object, ["apiVersion"]), kind: textAt(object, ["kind"]) })),
  );
}

const isOf: Readonly<Record<Engine, (group: string, object: Value) => boolean>> = {
  argocd: (group, object) =>
    isTarget([argoApplications, appProjects], group, identityOf(object).kind) ||
    carries(object, /^argocd\.argoproj\.io\//),
  flux: (group, object) =>
    /(^|\.)(toolkit\.fluxcd\.io|fluxcd\.controlplane\.io)$/.test(group) ||
    carries(object, /\.toolkit\.fluxcd\.io\/|^fluxcd\.controlplane\.io\//),
};

/** Whether a label or an annotation of an object has such a name. */
function carries(object: Value, name: RegExp): boolean {
  return ["labels", "annotations"].some((field) => {
    const written = read(object, ["metadata", field]);
    return (
      written.state === "known" &&
      isMap(written.value) &&
      Object.keys(written.value).some((key) => name.test(key))
    );
  });
}
