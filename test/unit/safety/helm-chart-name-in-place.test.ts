import { UNKNOWN, type Value } from "../../../safety";
import { helmChartNameInPlace } from "../../../safety/rules/helm-chart-name-in-place";
import { edit, named } from "./objects";
import { table } from "./table";

const at = "spec.upgrade.chartNameChangeStrategy";
const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb-cluster");
const withStrategy = (value: Value) => edit(release, at.split("."), value);

describe("helm-chart-name-in-place", () => {
  table(helmChartNameInPlace, [
    { name: "an upgrade in place", object: withStrategy("InPlaceUpdate"), finds: [] },
    { name: "a new installation", object: withStrategy("Reinstall"), finds: [at] },
    {
      name: "nothing said, which means a new installation",
      object: release,
      finds: [at],
      message: /must set spec\.upgrade\.chartNameChangeStrategy to "InPlaceUpdate"/,
    },
    { name: "a strategy that is not known yet", object: withStrategy(UNKNOWN), finds: [at], undecided: true },
    {
      name: "an upgrade that is no object",
      object: edit(release, ["spec", "upgrade"], "x"),
      finds: ["spec.upgrade"],
    },
    {
      name: "a stateless release",
      object: edit(release, ["metadata", "labels", "mariadb-gitops.dev/workload"], "stateless"),
      finds: [],
    },
  ]);
});
