import { UNKNOWN, type Value } from "../../../safety";
import { antiAffinityAndPdb } from "../../../safety/rules/anti-affinity-and-pdb";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const bare = mariadb();
const affinity = ["spec", "affinity"];
const pdb = ["spec", "podDisruptionBudget"];
const good = edit(edit(bare, affinity, { antiAffinityEnabled: true }), pdb, { maxUnavailable: 1 });
const budget = (value: Value) => edit(good, pdb, value);

describe("anti-affinity-and-pdb", () => {
  table(antiAffinityAndPdb, [
    { name: "both", object: good, finds: [] },
    {
      name: "neither",
      object: bare,
      finds: ["spec.affinity.antiAffinityEnabled", "spec.podDisruptionBudget"],
    },
    { name: "neither in staging", object: bare, environment: "staging", finds: [] },
    { name: "neither of one server", object: edit(bare, ["spec", "replicas"], 1), finds: [] },
    {
      name: "neither of a server that nobody counted",
      object: edit(bare, ["spec", "replicas"], undefined),
      finds: [],
    },
    {
      name: "anti-affinity that is off",
      object: edit(good, affinity, { antiAffinityEnabled: false }),
      finds: ["spec.affinity.antiAffinityEnabled"],
    },
    {
      name: "anti-affinity in detail",
      object: edit(good, affinity, {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname" }],
        },
      }),
      finds: [],
    },
    {
      name: "a spread over zones",
      object: edit(edit(good, affinity, undefined), ["spec", "topologySpreadConstraints"], [{ maxSkew: 1 }]),
      finds: [],
    },
    {
      name: "an empty spread",
      object: edit(edit(good, affinity, undefined), ["spec", "topologySpreadConstraints"], []),
      finds: ["spec.affinity.antiAffinityEnabled"],
    },
    ...[0, "0%", "100%", 3].map((value) => ({
      name: `maxUnavailable ${value}`,
      object: budget({ maxUnavailable: value }),
      finds: ["spec.podDisruptionBudget.maxUnavailable"],
      message: /so that one server may go and not all/,
    })),
    ...[0, "100%", 3, "3"].map((value) => ({
      name: `minAvailable ${value}`,
      object: budget({ minAvailable: value }),
      finds: ["spec.podDisruptionBudget.minAvailable"],
    })),
    ...[2, "50%"].map((value) => ({
      name: `minAvailable ${value}`,
      object: budget({ minAvailable: value }),
      finds: [],
    })),
    {
      name: "what is not known yet",
      object: edit(budget(UNKNOWN), affinity, UNKNOWN),
      finds: ["spec.affinity", "spec.podDisruptionBudget"],
      undecided: true,
    },
    {
      name: "replicas that are not known yet",
      object: edit(bare, ["spec", "replicas"], UNKNOWN),
      finds: ["spec.replicas"],
      undecided: true,
    },
    {
      name: "replicas that are not known yet, with both",
      object: edit(good, ["spec", "replicas"], UNKNOWN),
      finds: [],
    },
    { name: "no spec", object: edit(bare, ["spec"], undefined), finds: [] },
  ]);
});
