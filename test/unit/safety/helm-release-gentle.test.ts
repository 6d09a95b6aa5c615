import { UNKNOWN } from "../../../safety";
import { helmReleaseGentle } from "../../../safety/rules/helm-release-gentle";
import { edit, named } from "./objects";
import { table } from "./table";

const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb-cluster");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const switches = [
  "upgrade.force",
  "upgrade.cleanupOnFail",
  "rollback.force",
  "rollback.recreate",
  "rollback.cleanupOnFail",
];

describe("helm-release-gentle", () => {
  table(helmReleaseGentle, [
    { name: "a release that says nothing", object: release, finds: [] },
    ...switches.flatMap((field) => [
      { name: `${field} off`, object: edit(release, ["spec", ...field.split(".")], false), finds: [] },
      {
        name: `${field} on`,
        object: edit(release, ["spec", ...field.split(".")], true),
        finds: [`spec.${field}`],
        message: /must not set spec\.(upgrade|rollback)\.\w+ to true, because Helm then/,
      },
    ]),
    {
      name: "an upgrade that is not known yet",
      object: edit(release, ["spec", "upgrade"], UNKNOWN),
      finds: ["spec.upgrade"],
      undecided: true,
    },
    {
      name: "a stateless release",
      object: edit(edit(release, ["spec", "upgrade", "force"], true), stateless, "stateless"),
      finds: [],
    },
  ]);
});
