import { argoApplications, checkApplication } from "../application";
import type { ApplicationView } from "../application";
import { eachItem, inspect, misshapen, mustBe, mustNotBeTrue } from "../expect";
import { fluxKustomizations, isKustomization } from "../flux";
import { defineRule } from "../rule";
import type { Finding } from "../rule";
import { formatPath } from "../value";
import type { Path, Value } from "../value";
import { isStateless } from "../workload";

const because =
  "pruning deletes whatever is missing from Git: the operator then drops the database of a Database";

export const dbAppNoPrune = defineRule({
  id: "db-app-no-prune",
  number: "POL-01",
  title: "A delivery that may carry data never prunes",
  why:
    "Pruning deletes every object that is missing from Git. Deleting a Database makes mariadb-operator run DROP " +
    "DATABASE, and one wrong path, branch or empty overlay is enough: Argo CD's guard against empty sources is off as " +
    "soon as one unrelated object is left (argo-cd #7412) and in manual syncs (#28929); Flux has no such guard at all. " +
    "At InfluxData in 2022 one duplicate name made Argo CD remove the product from a production region.",
  severity: "critical",
  levels: { dev: "mandatory", staging: "mandatory", production: "mandatory" },
  appliesTo: [argoApplications, fluxKustomizations],
  remedy:
    "Write spec.syncPolicy.automated.prune: false and no Prune=true sync option (Argo CD), or spec.prune: false (Flux).",
  references: [
    {
      title: "argo-cd #7412: limit what a sync may prune",
      url: "https://github.com/argoproj/argo-cd/issues/7412",
    },
    {
      title: "argo-cd #28929: a manual sync prunes everything",
      url: "https://github.com/argoproj/argo-cd/issues/28929",
    },
    {
      title: "mariadb-operator #1011: database deleted on redeploy",
      url: "https://github.com/mariadb-operator/mariadb-operator/issues/1011",
    },
    {
      title: "InfluxData: how production was deleted, and what fixes it",
      url: "https://www.influxdata.com/blog/deleting-production-steps-how-fix-it/",
    },
  ],
  check: (object) =>
    isKustomization(object) ? kustomization(object) : checkApplication(object, application),
});

function application({ root, at, generated }: ApplicationView): readonly Finding[] {
  if (isStateless(root, at)) {
    return [];
  }
  return [
    ...mustNotBeTrue(root, [...at, "spec", "syncPolicy", "automated", "prune"], because),
    ...options(root, [...at, "spec", "syncPolicy", "syncOptions"]),
    ...annotation(root, at),
    ...(generated ? annotation(root, []) : operation(root)),
  ];
}

/** A sync that starts as soon as the Application is applied. */
function operation(root: Value): readonly Finding[] {
  return [
    ...mustNotBeTrue(root, ["operation", "sync", "prune"], because),
    ...options(root, ["operation", "sync", "syncOptions"]),
  ];
}

function options(root: Value, path: Path): readonly Finding[] {
  return eachItem(root, path, (option, at) =>
    typeof option === "string" ? pruneOption(option, at) : [misshapen(at, "a string", option)],
  );
}

/** The annotation speaks about the Application as an object of its own parent (app of apps). */
function annotation(root: Value, at: Path): readonly Finding[] {
  return inspect(root, [...at, "metadata", "annotations", "argocd.argoproj.io/sync-options"], {
    known: (value, path) =>
      typeof value === "string"
        ? value.split(",").flatMap((option) => pruneOption(option, path))
        : [misshapen(path, "a string", value)],
  });
}

/** Argo CD ignores other spellings than "Prune=true"; who wrote one still meant it. */
function pruneOption(option: string, path: Path): readonly Finding[] {
  return /^\s*prune\s*=\s*true\s*$/i.test(option)
    ? [
        {
          path,
          message: `must not carry the sync option Prune=true in ${formatPath(path)}, because ${because}`,
        },
      ]
    : [];
}

function kustomization(object: Value): readonly Finding[] {
  return isStateless(object, []) ? [] : mustBe(false, object, ["spec", "prune"], because);
}
