import type { Value } from "../safety";
import { identityOf, textAt } from "../safety/objects";
import { isList, isMap, read } from "../safety/value";

/**
 * Where to look for what a delivery applies; "" for a place that nobody can look up. Unlike deliveriesIn, which names what
 * is rendered, this follows no generator: the folder before the first pattern is enough to find a database in it.
 */
export function lookupPaths(delivery: Value): readonly string[] {
  switch (identityOf(delivery).kind) {
    case "Kustomization":
      return [ofKustomization(delivery)];
    case "HelmRelease":
    case "HelmChart":
      return ofChart(delivery);
    case "ApplicationSet":
      return [...ofSources(delivery, ["spec", "template", "spec"]), ...generated(delivery)];
    default:
      return ofSources(delivery, ["spec"]);
  }
}

/**
 * A path of any source is looked for: an OCI artifact is often pushed from the checkout, and the source may be patched in by
 * the Kustomization above. The whole of a source is this checkout only where the source is a Git repository.
 */
function ofKustomization(delivery: Value): string {
  const path = textAt(delivery, ["spec", "path"]);
  const whole = /^\.?\/*$/.test(path);
  return whole ? (textAt(delivery, ["spec", "sourceRef", "kind"]) === "GitRepository" ? "." : "") : path;
}

/** A chart that is no path of a repository is told by its name alone. */
function ofChart(release: Value): readonly string[] {
  const path = textAt(release, ["spec", "chart", "spec", "chart"]) || textAt(release, ["spec", "chart"]);
  return path.includes("/") ? [path] : [];
}

function ofSources(object: Value, spec: readonly string[]): readonly string[] {
  const several = read(object, [...spec, "sources"]);
  const sources: readonly Value[] = [
    valueAt(object, [...spec, "source"]),
    ...(several.state === "known" && isList(several.value) ? several.value : []),
  ];
  return sources.flatMap((source) => {
    const path = textAt(source, ["path"]);
    return path === "" ? [] : [fixedPart(path)];
  });
}

function valueAt(object: Value, path: readonly string[]): Value {
  const reading = read(object, path);
  return reading.state === "known" ? reading.value : null;
}

/** The folders and files that the Git generators of an ApplicationSet go through. */
function generated(object: Value): readonly string[] {
  const paths: string[] = [];
  const walk = (value: Value): void => {
    if (isList(value)) {
      value.forEach(walk);
    } else if (isMap(value)) {
      Object.entries(value).forEach(([key, field]) => {
        if (key === "directories" && isList(field)) {
          paths.push(...field.map((item) => fixedPart(textAt(item, ["path"]))));
        } else {
          walk(field);
        }
      });
    }
  };
  walk(valueAt(object, ["spec", "generators"]));
  return paths;
}

/** The folder before the first part of a path that a generator or a pattern fills in; "" when there is none. */
function fixedPart(path: string): string {
  const [fixed = ""] = path.split(/\{\{|\$\{|[*?[]/);
  return fixed === path ? path : fixed.slice(0, fixed.lastIndexOf("/") + 1);
}
