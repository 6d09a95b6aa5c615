import { mustBe } from "../expect";
import { fluxHelmReleases } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";

const because = "it otherwise adopts the objects of another release, and deletes them when it is uninstalled";

export const helmReleaseNoTakeover = defineRule({
  id: "helm-release-no-takeover",
  scope: "object",
  title: "A HelmRelease of databases adopts nothing that is there already",
  why:
    "By default Flux takes over every object that has the name of one in the chart. A second release with the same " +
    "names then owns the first one's databases, and uninstalling the second one, which looked like a test, deletes " +
    "them. With disableTakeOwnership the clash fails before anything is written.",
  severity: "high",
  appliesTo: [fluxHelmReleases],
  remedy: "Set spec.install.disableTakeOwnership: true and spec.upgrade.disableTakeOwnership: true.",
  references: [
    {
      title: "Flux: install configuration of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#install-configuration",
    },
  ],
  check: (object) =>
    isStateless(object, [])
      ? []
      : ["install", "upgrade"].flatMap((deed) =>
          mustBe(true, object, ["spec", deed, "disableTakeOwnership"], because),
        ),
});
