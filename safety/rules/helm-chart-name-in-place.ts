import { mustBeOneOf } from "../expect";
import { fluxHelmReleases } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";

const because = "Flux otherwise uninstalls the release when its chart gets another name";

export const helmChartNameInPlace = defineRule({
  id: "helm-chart-name-in-place",
  scope: "object",
  title: "A HelmRelease whose chart is renamed is upgraded in place",
  why:
    "A chart that moves to another repository often gets another name. The default, Reinstall, then uninstalls the " +
    "release and installs the new chart, and the databases in it are deleted and created empty. In April 2026 a rename " +
    "for the sake of consistency did that to a cluster of databases.",
  severity: "critical",
  appliesTo: [fluxHelmReleases],
  remedy: "Set spec.upgrade.chartNameChangeStrategy: InPlaceUpdate (helm-controller 1.6 and later).",
  references: [
    {
      title: "Flux: upgrade configuration of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#upgrade-configuration",
    },
  ],
  shows: ["chartNameChangeStrategy"],
  check: (object) =>
    isStateless(object, [])
      ? []
      : mustBeOneOf(["InPlaceUpdate"], object, ["spec", "upgrade", "chartNameChangeStrategy"], because),
});
