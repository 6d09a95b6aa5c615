import { UNKNOWN, type Value } from "../../../safety";
import { galeraRecoveryByHand } from "../../../safety/rules/galera-recovery-by-hand";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const server = (galera: Value) => edit(mariadb(), ["spec", "galera"], galera);
const finds = ["spec.galera.recovery.enabled"];

describe("galera-recovery-by-hand", () => {
  table(galeraRecoveryByHand, [
    {
      name: "recovery that is off",
      object: server({ enabled: true, recovery: { enabled: false } }),
      finds: [],
    },
    { name: "recovery by default", object: server({ enabled: true }), finds },
    { name: "recovery that is on", object: server({ enabled: true, recovery: { enabled: true } }), finds },
    {
      name: "a server without Galera",
      object: server({ enabled: false, recovery: { enabled: true } }),
      finds: [],
    },
    { name: "no topology", object: server(null), finds: [] },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
    {
      name: "a fixed node",
      object: server({
        enabled: true,
        recovery: { enabled: false, forceClusterBootstrapInPod: "mariadb-0" },
      }),
      finds: ["spec.galera.recovery.forceClusterBootstrapInPod"],
    },
    { name: "a switch that is a text", object: server({ enabled: "yes" }), finds: ["spec.galera.enabled"] },
    {
      name: "a cluster that is not known yet",
      object: server({ enabled: UNKNOWN }),
      finds: ["spec.galera.enabled"],
      undecided: true,
    },
    {
      name: "a recovery that is not known yet",
      object: server({ enabled: true, recovery: UNKNOWN }),
      finds: ["spec.galera.recovery"],
      undecided: true,
    },
  ]);
});
