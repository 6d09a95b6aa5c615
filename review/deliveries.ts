import { posix } from "node:path";
import type { Value } from "../safety";
import { argoApplications } from "../safety/application";
import { fluxHelmReleases, fluxKustomizations } from "../safety/kinds";
import { identityOf, isTarget, textAt } from "../safety/objects";
import { isList, isMap, read, type Path } from "../safety/value";
import { applicationsOf } from "./application-sets";

/** One path of the checkout that Argo CD or Flux delivers. */
export interface Delivery {
  /** The object that delivers it: its kind, namespace and name. */
  readonly by: string;
  /** Relative to the top of the checkout, with `/`. */
  readonly path: string;
  /** How a chart at that path is rendered. */
  readonly helm: HelmSettings;
}

/** What a delivery says of the chart at its path. */
export interface HelmSettings {
  readonly release: string;
  readonly namespace: string;
  /** Relative to the top of the checkout, in the order of Helm: a later one wins. */
  readonly valueFiles: readonly string[];
  /** What is written in the delivery itself; undefined where nothing is. */
  readonly values?: Value;
}

/**
 * The paths that Applications, ApplicationSets, Flux's Kustomizations and HelmReleases name. A path that only the cluster
 * knows is left out. Whether a source is this very repository is not asked: a path that is not in the checkout is no
 * finding, and one that is may be delivered.
 *
 * @param top The top of the checkout on disk, in which the generators of ApplicationSets look for folders and files.
 */
export function deliveriesIn(objects: readonly Value[], top: string): readonly Delivery[] {
  return objects.flatMap((object) => {
    const { group, kind } = identityOf(object);
    if (isTarget([fluxKustomizations], group, kind)) {
      return ofPath(object, textAt(object, ["spec", "path"]) || ".", {});
    }
    if (isTarget([fluxHelmReleases], group, kind)) {
      return ofHelmRelease(object);
    }
    return isTarget([argoApplications], group, kind)
      ? applicationsOf(object, top).flatMap(ofApplication)
      : [];
  });
}

function ofPath(object: Value, path: string, helm: Partial<HelmSettings>): readonly Delivery[] {
  const { kind, namespace, name } = identityOf(object);
  const near = withinCheckout(path);
  return near === undefined
    ? []
    : [
        {
          by: `${kind} ${namespace}/${name}`,
          path: near,
          helm: { release: name, namespace, valueFiles: [], ...helm },
        },
      ];
}

/** A path without "./" and "/" before it; undefined for one that leaves the checkout or has a parameter in it. */
function withinCheckout(path: string): string | undefined {
  const near = posix.normalize(path.replace(/^\/+/, "")).replace(/\/$/, "");
  return near.startsWith("..") || /\{\{|\$\{/.test(near) ? undefined : near;
}

function ofApplication(application: Value): readonly Delivery[] {
  const single = read(application, ["spec", "source"]);
  const sources = [
    ...(single.state === "known" ? [single.value] : []),
    ...itemsAt(application, ["spec", "sources"]),
  ];
  const namespace = textAt(application, ["spec", "destination", "namespace"]);
  return sources.flatMap((source) => {
    const path = textAt(source, ["path"]);
    if (path === "") {
      return [];
    }
    const helm = ["helm"];
    const valueFiles = itemsAt(source, [...helm, "valueFiles"])
      .flatMap((file) => (typeof file === "string" ? [file] : []))
      .map((file) => valueFile(file, path));
    const values = read(source, [...helm, "valuesObject"]);
    return ofPath(application, path, {
      release: textAt(source, [...helm, "releaseName"]) || identityOf(application).name,
      namespace,
      valueFiles,
      ...(values.state === "known" ? { values: values.value } : {}),
    });
  });
}

/** "$ref/file" is relative to the other source of that name, "/file" to the repository, and "file" to the chart. */
function valueFile(file: string, chart: string): string {
  const other = /^\$[^/]+\/(.*)$/s.exec(file)?.[1];
  return posix.normalize(other ?? (file.startsWith("/") ? file.slice(1) : posix.join(chart, file)));
}

/** A HelmRelease names a path when its chart comes from a Git repository or a bucket. */
function ofHelmRelease(object: Value): readonly Delivery[] {
  const spec = ["spec", "chart", "spec"];
  const kind = textAt(object, [...spec, "sourceRef", "kind"]);
  if (kind !== "GitRepository" && kind !== "Bucket") {
    return [];
  }
  const values = read(object, ["spec", "values"]);
  const valueFiles = itemsAt(object, [...spec, "valuesFiles"]).flatMap((file) =>
    typeof file === "string" ? [posix.normalize(file)] : [],
  );
  return ofPath(object, textAt(object, [...spec, "chart"]), {
    release: textAt(object, ["spec", "releaseName"]) || identityOf(object).name,
    namespace: textAt(object, ["spec", "targetNamespace"]) || identityOf(object).namespace,
    valueFiles,
    ...(values.state === "known" && isMap(values.value) ? { values: values.value } : {}),
  });
}

function itemsAt(object: Value, path: Path): readonly Value[] {
  const reading = read(object, path);
  return reading.state === "known" && isList(reading.value) ? reading.value : [];
}
