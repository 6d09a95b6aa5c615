/** Which deliveries deliver a database, as they say themselves and as somebody looked up for them. */
import { argoApplications } from "./application";
import { mayNameDelivery, namesDatabase, namesDelivery, runsDatabase } from "./database-names";
import { fluxHelmReleases, fluxKustomizations } from "./kinds";
import { identityOf, isTarget, textAt, type Target } from "./objects";
import { textsIn } from "./references";
import { isList, isMap, read, type Path, type Reading, type Value } from "./value";

/**
 * Says whether what a delivery delivers holds a database, as far as somebody can look it up; undefined where nobody can,
 * as with another repository.
 */
export type Look = (delivery: Value) => boolean | undefined;

const helmCharts: Target = { group: "source.toolkit.fluxcd.io", kinds: ["HelmChart"] };

/** What applies manifests or installs a chart. */
export const deliveringKinds: readonly Target[] = [
  argoApplications,
  fluxKustomizations,
  fluxHelmReleases,
  helmCharts,
];

/** Whether an object is of one of these kinds. */
export function is(object: Value, ...targets: readonly Target[]): boolean {
  const { group, kind } = identityOf(object);
  return isTarget(targets, group, kind);
}

/** What a delivery says about itself goes first; then what is delivered; and words like "databases" where nobody knows. */
export function delivers(object: Value, look: Look): boolean {
  const texts = said.map((path) => textAt(object, path));
  return (
    texts.some(namesDelivery) ||
    textsIn(object, ...lists).some(namesDelivery) ||
    charts.some((path) => chartHoldsDatabase(read(object, path))) ||
    (look(object) ?? (!is(object, fluxHelmReleases, helmCharts) && texts.some(mayNameDelivery)))
  );
}

/** Where a delivery of any engine says what it delivers, from where and to where. */
const said: readonly Path[] = [
  ["metadata", "name"],
  ...["path", "targetNamespace", "chart", "releaseName"].map((field) => ["spec", field]),
  ...["chartRef", "sourceRef"].map((field) => ["spec", field, "name"]),
  ["spec", "chart", "spec", "chart"],
  ["spec", "chart", "spec", "sourceRef", "name"],
  ...[["spec"], ["spec", "template", "spec"]].flatMap((spec) => [
    [...spec, "project"],
    [...spec, "destination", "namespace"],
    ...["path", "chart", "repoURL"].map((field) => [...spec, "source", field]),
  ]),
  ["spec", "template", "metadata", "name"],
];
const lists: readonly Path[] = [
  ["spec", "healthChecks"],
  ["spec", "sources"],
  ["spec", "template", "spec", "sources"],
];
const charts: readonly Path[] = [
  ["spec", "values"],
  ["spec", "source", "helm"],
  ["spec", "template", "spec", "source", "helm"],
];

/** Whether the values of a chart switch on the database that comes with it, or run the image of one. */
function chartHoldsDatabase(values: Reading): boolean {
  return values.state === "known" && holdsDatabase(values.value);
}

function holdsDatabase(value: Value): boolean {
  if (isList(value)) {
    return value.some(holdsDatabase);
  }
  return (
    isMap(value) &&
    Object.entries(value).some(([key, field]) => {
      if (typeof field === "string") {
        return /^(image|repository)$/.test(key) ? runsDatabase(field) : key === "values" && part.test(field);
      }
      if (!isMap(field)) {
        return holdsDatabase(field);
      }
      const switchedOn = parts.some((name) => Object.hasOwn(field, name)) && field.enabled !== false;
      return (namesDatabase(key) && switchedOn) || (field.enabled !== false && holdsDatabase(field));
    })
  );
}

/** What the values of a bundled server have, and those of a client do not. */
const parts = ["enabled", "architecture", "persistence", "primary"];
const part =
  /^ {0,4}(mariadb|mysql)[\w-]*:\s*\n(?!\s+enabled:\s*false)\s+(enabled|architecture|persistence|primary):/m;
