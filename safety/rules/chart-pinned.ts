import { argoApplications, checkApplication, eachRevision } from "../application";
import { inspect, text } from "../expect";
import { shown, type Finding } from "../finding";
import { fluxHelmReleases } from "../kinds";
import { identityOf } from "../objects";
import { defineRule, levels } from "../rule";
import { formatPath, type Path, type Value } from "../value";
import { parseVersion } from "../versions";

export const chartPinned = defineRule({
  id: "chart-pinned",
  scope: "object",
  title: "A chart is delivered in one exact version",
  why:
    "A range such as >=11.8.0, or no version at all, installs whatever the repository offers on that day: the operator " +
    "is then upgraded without a review, over several versions at once, in the middle of an unrelated sync, and its " +
    "definitions stay behind. The operator asks for one version at a time, with the servers prepared before each.",
  severity: "high",
  levels: levels({ dev: "mandatory" }),
  appliesTo: [
    argoApplications,
    fluxHelmReleases,
    { group: "source.toolkit.fluxcd.io", kinds: ["HelmChart"] },
  ],
  remedy:
    "Set spec.source.targetRevision of an Application, spec.chart.spec.version of a HelmRelease, and " +
    "spec.version of a HelmChart to one exact version (1.2.3).",
  references: [
    { title: "Argo CD: Helm charts", url: "https://argo-cd.readthedocs.io/en/stable/user-guide/helm/" },
    {
      title: "Flux: chart of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#chart-template",
    },
  ],
  shows: ["targetRevision", "version"],
  check: (object) => {
    switch (identityOf(object).kind) {
      case "HelmRelease":
        return inspect(object, ["spec", "chart"], {
          known: (_, path) => exact(object, [...path, "spec", "version"]),
        });
      case "HelmChart":
        return exact(object, ["spec", "version"]);
      default:
        return checkApplication(object, (view) =>
          eachRevision(view, (root, path, source) => (source === "chart" ? exact(root, path) : [])),
        );
    }
  },
});

function exact(root: Value, path: Path): readonly Finding[] {
  const field = formatPath(path);
  return text(root, path, {
    known: (written) =>
      parseVersion(written) !== undefined || /^sha256:[0-9a-f]{64}$/.test(written)
        ? []
        : [
            {
              path,
              message: `must not take ${shown(written)} in ${field}, but one exact chart version (1.2.3)`,
            },
          ],
    absent: () => [{ path, message: `must set ${field} to one exact chart version (1.2.3)` }],
  });
}
