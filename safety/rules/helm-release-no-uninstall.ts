import { mustBeOneOf, mustNotBeTrue, number } from "../expect";
import { undecided, type Finding } from "../finding";
import { fluxHelmReleases } from "../kinds";
import { isExactly, isStateless } from "../labels";
import { defineRule } from "../rule";
import { read, type Value } from "../value";

const because = "Flux then uninstalls the release, with the databases in it, and installs it again";

export const helmReleaseNoUninstall = defineRule({
  id: "helm-release-no-uninstall",
  scope: "object",
  title: "A failed HelmRelease is never uninstalled",
  why:
    "Flux repairs a failed installation by uninstalling it before each further try, as soon as retries are allowed, and " +
    "a failed upgrade likewise with the strategy uninstall. A database that was slow to get ready is then deleted with " +
    "its claims. The strategy RetryOnFailure tries again with an upgrade instead.",
  severity: "critical",
  appliesTo: [fluxHelmReleases],
  remedy:
    "Set spec.install.strategy.name: RetryOnFailure and spec.upgrade.strategy.name: RetryOnFailure, and " +
    "remove spec.install.remediation and spec.upgrade.remediation.strategy.",
  references: [
    {
      title: "Flux: install strategy of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#install-configuration",
    },
    {
      title: "Flux: upgrade remediation of a HelmRelease",
      url: "https://fluxcd.io/flux/components/helm/helmreleases/#upgrade-remediation",
    },
  ],
  shows: ["strategy"],
  check: (object) => (isStateless(object, []) ? [] : [...install(object), ...upgrade(object)]),
});

function install(object: Value): readonly Finding[] {
  const strategy = read(object, ["spec", "install", "strategy", "name"]);
  if (isExactly(strategy, "RetryOnFailure")) {
    return [];
  }
  const remediation = ["spec", "install", "remediation"];
  const retries = [...remediation, "retries"];
  const found = [
    ...number(object, retries, {
      known: (value) =>
        value === 0
          ? []
          : [
              {
                path: retries,
                message: `must leave spec.install.remediation.retries at 0, because ${because}`,
              },
            ],
    }),
    ...mustNotBeTrue(object, [...remediation, "remediateLastFailure"], because),
  ];
  return found.length > 0 && strategy.state === "unknown" ? [undecided(strategy.path)] : found;
}

function upgrade(object: Value): readonly Finding[] {
  const path = ["spec", "upgrade", "remediation", "strategy"];
  return mustBeOneOf(["rollback"], object, path, because, "rollback");
}
