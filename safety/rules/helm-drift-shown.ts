import { environmentOf } from "../environment";
import { mustBeOneOf } from "../expect";
import { fluxHelmReleases } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";

const because = "production's drift is to be seen by a person, and neither corrected at once nor missed";

export const helmDriftShown = defineRule({
  id: "helm-drift-shown",
  scope: "object",
  title: "Production shows the drift of a HelmRelease and does not correct it",
  why:
    "With mode enabled Flux undoes within minutes what somebody did in an emergency: a suspended server, a failover, a " +
    "volume that was made larger. With drift detection off, the default, nobody learns that production is not what Git " +
    "says, and the next upgrade undoes it without a word.",
  severity: "medium",
  appliesTo: [fluxHelmReleases],
  remedy: "Set spec.driftDetection.mode: warn.",
  references: [
    {
      title: "Flux: drift detection of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection",
    },
  ],
  shows: ["mode"],
  check: (object, context) =>
    environmentOf(object, context) !== "production" || isStateless(object, [])
      ? []
      : mustBeOneOf(["warn"], object, ["spec", "driftDetection", "mode"], because),
});
