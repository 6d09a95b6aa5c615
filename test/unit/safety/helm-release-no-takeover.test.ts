import { UNKNOWN } from "../../../safety";
import { helmReleaseNoTakeover } from "../../../safety/rules/helm-release-no-takeover";
import { edit, named } from "./objects";
import { table } from "./table";

const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb-cluster");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const [install, upgrade] = [
  ["spec", "install", "disableTakeOwnership"],
  ["spec", "upgrade", "disableTakeOwnership"],
] as const;
const both = edit(edit(release, install, true), upgrade, true);

describe("helm-release-no-takeover", () => {
  table(helmReleaseNoTakeover, [
    { name: "a release that adopts nothing", object: both, finds: [] },
    {
      name: "a release that says nothing",
      object: release,
      finds: ["spec.install.disableTakeOwnership", "spec.upgrade.disableTakeOwnership"],
      message: /must set spec\.install\.disableTakeOwnership to true, because it otherwise adopts/,
    },
    {
      name: "an upgrade that adopts",
      object: edit(both, upgrade, false),
      finds: ["spec.upgrade.disableTakeOwnership"],
    },
    {
      name: "a value that is not known yet",
      object: edit(both, install, UNKNOWN),
      finds: ["spec.install.disableTakeOwnership"],
      undecided: true,
    },
    { name: "a stateless release", object: edit(release, stateless, "stateless"), finds: [] },
  ]);
});
