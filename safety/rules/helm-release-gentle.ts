import { mustNotBeTrue } from "../expect";
import { fluxHelmReleases } from "../kinds";
import { isStateless } from "../labels";
import { defineRule } from "../rule";
import type { Path } from "../value";

const recreated = "Helm then deletes objects and creates them again when it cannot change them";
const cleaned = "Helm then deletes what a failed change has created, and data may already be in it";

const switches: readonly (readonly [Path, string])[] = [
  [["spec", "upgrade", "force"], recreated],
  [["spec", "upgrade", "cleanupOnFail"], cleaned],
  [["spec", "rollback", "force"], recreated],
  [
    ["spec", "rollback", "recreate"],
    "Helm then restarts every pod at once, whatever the order of the servers",
  ],
  [["spec", "rollback", "cleanupOnFail"], cleaned],
];

export const helmReleaseGentle = defineRule({
  id: "helm-release-gentle",
  scope: "object",
  title: "A HelmRelease neither recreates objects nor cleans up after a failure",
  why:
    "The switch force replaces an object whose immutable field changes, and a claim or a MariaDB that is replaced is deleted first. " +
    "cleanupOnFail deletes what the failed upgrade has created: a claim that was new in this version goes, with whatever " +
    "was written to it in the meantime.",
  severity: "critical",
  appliesTo: [fluxHelmReleases],
  remedy: "Leave out spec.upgrade.force, spec.upgrade.cleanupOnFail and the same fields of spec.rollback.",
  references: [
    {
      title: "Flux: upgrade configuration of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#upgrade-configuration",
    },
    {
      title: "Flux: rollback configuration of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#rollback-configuration",
    },
  ],
  check: (object) =>
    isStateless(object, [])
      ? []
      : switches.flatMap(([path, because]) => mustNotBeTrue(object, path, because)),
});
