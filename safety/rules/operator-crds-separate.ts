import { mustNotBeTrue } from "../expect";
import { undecided, type Finding } from "../finding";
import { definitions, fluxHelmReleases, mariadbGroup } from "../kinds";
import { fluxPrune, helmPolicyAnnotation, isExactly, label } from "../labels";
import { identityOf, textAt } from "../objects";
import { defineRule, levels } from "../rule";
import { read, type Value } from "../value";

const keep = ["metadata", "annotations", helmPolicyAnnotation];

export const operatorCrdsSeparate = defineRule({
  id: "operator-crds-separate",
  scope: "object",
  title: "The operator's definitions are kept, apart from the operator's own release",
  why:
    "Deleting a CRD deletes every object of its kind in the whole cluster, and with the MariaDB objects all servers. " +
    "With crds.enabled the definitions are part of the operator's release, and Helm deletes them when it is " +
    "uninstalled; so does an engine that prunes. In November 2022 a cluster lost its databases that way.",
  severity: "critical",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [fluxHelmReleases, definitions],
  remedy:
    "Remove spec.values.crds.enabled from the release of mariadb-operator, install the chart mariadb-operator-crds by itself, " +
    'and set metadata.annotations["helm.sh/resource-policy"]: keep on its definitions.',
  references: [
    {
      title: "mariadb-operator: installation of the CRDs",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/helm.md",
    },
    {
      title: "Helm: telling Helm not to uninstall a resource",
      url: "https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource",
    },
  ],
  check: (object) => (identityOf(object).kind === "HelmRelease" ? release(object) : definition(object)),
});

function release(object: Value): readonly Finding[] {
  const charts = [
    ["spec", "chart", "spec", "chart"],
    ["spec", "chartRef", "name"],
  ];
  const mayBeOperator = charts.some(
    (path) => read(object, path).state === "unknown" || /(^|\/)mariadb-operator$/.test(textAt(object, path)),
  );
  const because = "an uninstalled operator then takes every database along";
  return mayBeOperator ? mustNotBeTrue(object, ["spec", "values", "crds", "enabled"], because) : [];
}

function definition(object: Value): readonly Finding[] {
  const group = read(object, ["spec", "group"]);
  const kept = read(object, keep);
  const prune = label(object, fluxPrune);
  if (group.state === "unknown") {
    return [undecided(group.path)];
  }
  if (
    group.state !== "known" ||
    group.value !== mariadbGroup ||
    isExactly(kept, "keep") ||
    isExactly(prune, "disabled")
  ) {
    return [];
  }
  const message =
    "must carry the annotation helm.sh/resource-policy: keep, because every database goes with it";
  return [kept.state === "unknown" ? undecided(kept.path) : { path: keep, message }];
}
