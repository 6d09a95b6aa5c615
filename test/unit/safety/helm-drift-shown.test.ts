import { UNKNOWN, type Value } from "../../../safety";
import { helmDriftShown } from "../../../safety/rules/helm-drift-shown";
import { edit, named } from "./objects";
import { table } from "./table";

const release = named("helm.toolkit.fluxcd.io/v2", "HelmRelease", "mariadb-cluster");
const stateless = ["metadata", "labels", "mariadb-gitops.dev/workload"];
const at = "spec.driftDetection.mode";
const mode = (value: Value) => edit(release, ["spec", "driftDetection", "mode"], value);

describe("helm-drift-shown", () => {
  table(helmDriftShown, [
    { name: "a warning", object: mode("warn"), finds: [] },
    {
      name: "a correction",
      object: mode("enabled"),
      finds: [at],
      message: /must not set spec\.driftDetection\.mode to "enabled", but to "warn"/,
    },
    { name: "nothing said", object: release, finds: [at] },
    { name: "a correction in staging", object: mode("enabled"), environment: "staging", finds: [] },
    { name: "a mode that is not known yet", object: mode(UNKNOWN), finds: [at], undecided: true },
    { name: "a stateless release", object: edit(release, stateless, "stateless"), finds: [] },
  ]);
});
