import type { ApplicationView } from "../application";
import { checkDelivery, deliveries, eachSyncOption, type SyncOption } from "../deliveries";
import { mustBe, mustNotBeTrue } from "../expect";
import type { Finding } from "../finding";
import { defineRule, levels } from "../rule";
import { formatPath, type Path, type Value } from "../value";

const because =
  "pruning deletes whatever is missing from Git: the operator then drops the database of a Database";

export const dbAppNoPrune = defineRule({
  id: "db-app-no-prune",
  scope: "object",
  title: "A delivery that may carry data never prunes",
  why:
    "Pruning deletes every object that is missing from Git. Deleting a Database makes mariadb-operator run DROP " +
    "DATABASE, and one wrong path, branch or empty overlay is enough: Argo CD's guard against empty sources is off as " +
    "soon as one unrelated object is left (argo-cd #7412) and in manual syncs (#28929); Flux has no such guard at all. " +
    "At InfluxData in 2022 one duplicate name made Argo CD remove the product from a production region.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: deliveries,
  remedy:
    "Set spec.syncPolicy.automated.prune: false and remove the sync option Prune=true (Argo CD), or set " +
    "spec.prune: false (Flux).",
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
  contradicts: [
    {
      rule: "lunar/gitops-sync-policy",
      url: "https://github.com/earthly/lunar-lib",
      why: "It requires prune and selfHeal, which tidies up stateless workloads; a database that is tidied up is lost.",
    },
  ],
  mechanical: true,
  check: (object) => checkDelivery(object, { application, kustomization }),
});

function application(view: ApplicationView): readonly Finding[] {
  const { root, at, generated } = view;
  return [
    ...mustNotBeTrue(root, [...at, "spec", "syncPolicy", "automated", "prune"], because),
    ...(generated ? [] : mustNotBeTrue(root, ["operation", "sync", "prune"], because)),
    ...eachSyncOption(view, prune),
  ];
}

/** Argo CD ignores other spellings than "Prune=true"; who wrote one still meant it. */
function prune({ name, value }: SyncOption, path: Path): readonly Finding[] {
  const message = `must not carry the sync option Prune=true in ${formatPath(path)}, because ${because}`;
  return name === "prune" && value === "true" ? [{ path, message }] : [];
}

function kustomization(object: Value): readonly Finding[] {
  return mustBe(false, object, ["spec", "prune"], because);
}
