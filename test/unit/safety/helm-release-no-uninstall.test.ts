import { UNKNOWN, type Path, type Value } from "../../../safety";
import { helmReleaseNoUninstall } from "../../../safety/rules/helm-release-no-uninstall";
import { edit, named } from "./objects";
import { table } from "./table";

const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb-cluster");
const withField = (path: Path, value: Value) => edit(release, ["spec", ...path], value);
const retrying = withField(["install", "remediation", "retries"], 3);
const strategy = ["spec", "install", "strategy", "name"];

describe("helm-release-no-uninstall", () => {
  table(helmReleaseNoUninstall, [
    { name: "a release that says nothing", object: release, finds: [] },
    { name: "no retries", object: withField(["install", "remediation", "retries"], 0), finds: [] },
    {
      name: "retries of an installation",
      object: retrying,
      finds: ["spec.install.remediation.retries"],
      message:
        /must leave spec\.install\.remediation\.retries at 0, because Flux then uninstalls the release/,
    },
    {
      name: "retries without end",
      object: withField(["install", "remediation", "retries"], -1),
      finds: ["spec.install.remediation.retries"],
    },
    {
      name: "a last failure that is repaired",
      object: withField(["install", "remediation", "remediateLastFailure"], true),
      finds: ["spec.install.remediation.remediateLastFailure"],
    },
    { name: "retries by an upgrade", object: edit(retrying, strategy, "RetryOnFailure"), finds: [] },
    {
      name: "the default strategy",
      object: edit(retrying, strategy, "RemediateOnFailure"),
      finds: ["spec.install.remediation.retries"],
    },
    {
      name: "a strategy that is not known yet",
      object: edit(retrying, strategy, UNKNOWN),
      finds: ["spec.install.strategy.name"],
      undecided: true,
    },
    { name: "such a strategy without retries", object: edit(release, strategy, UNKNOWN), finds: [] },
    {
      name: "upgrades that roll back",
      object: withField(["upgrade", "remediation", "retries"], 3),
      finds: [],
    },
    {
      name: "upgrades that uninstall",
      object: withField(["upgrade", "remediation", "strategy"], "uninstall"),
      finds: ["spec.upgrade.remediation.strategy"],
      message: /must not set spec\.upgrade\.remediation\.strategy to "uninstall", but to "rollback"/,
    },
    {
      name: "an unknown remediation",
      object: withField(["upgrade", "remediation"], UNKNOWN),
      finds: ["spec.upgrade.remediation"],
      undecided: true,
    },
    {
      name: "a stateless release",
      object: edit(retrying, ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
  ]);
});
