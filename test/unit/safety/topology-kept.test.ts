import { UNKNOWN, type Value } from "../../../safety";
import { topologyKept } from "../../../safety/rules/topology-kept";
import { edit, mariadb } from "./objects";
import { changeTable } from "./table";

const server = (spec: Value) => edit(mariadb(), ["spec"], spec);
const galera = (replicas: Value) => server({ galera: { enabled: true }, replicas });
const replication = (replicas: Value) => server({ replication: { enabled: true }, replicas });
const single = server({});

describe("topology-kept", () => {
  changeTable(topologyKept, [
    { name: "the same cluster", before: [galera(3)], after: [galera(3)], finds: [] },
    { name: "more members", before: [galera(3)], after: [galera(5)], finds: [] },
    {
      name: "fewer members",
      before: [galera(3)],
      after: [galera(1)],
      finds: ["0 spec.replicas"],
      message: /fewer replicas than the 3/,
    },
    {
      name: "a number that is left out",
      before: [galera(3)],
      after: [galera(null)],
      finds: ["0 spec.replicas"],
    },
    { name: "a single server that says so", before: [single], after: [server({ replicas: 1 })], finds: [] },
    {
      name: "Galera that becomes replication",
      before: [galera(3)],
      after: [replication(3)],
      finds: ["0 spec.galera.enabled", "0 spec.replication.enabled"],
    },
    {
      name: "replication that becomes Galera",
      before: [replication(3)],
      after: [galera(3)],
      finds: ["0 spec.galera.enabled", "0 spec.replication.enabled"],
    },
    { name: "a single server that gets replicas", before: [single], after: [replication(3)], finds: [] },
    {
      name: "a single server that becomes a Galera cluster",
      before: [single],
      after: [galera(3)],
      finds: ["0 spec.galera.enabled"],
    },
    {
      name: "a cluster that becomes a single server",
      before: [galera(3)],
      after: [single],
      finds: ["0 spec.galera.enabled", "0 spec.replicas"],
    },
    {
      name: "a topology that is switched off",
      before: [galera(3)],
      after: [server({ galera: { enabled: false }, replicas: 3 })],
      finds: ["0 spec.galera.enabled"],
    },
    {
      name: "a topology that is off in both revisions",
      before: [single],
      after: [server({ galera: { enabled: false } })],
      finds: [],
    },
    {
      name: "a topology that is not known yet",
      before: [galera(3)],
      after: [server({ galera: UNKNOWN, replicas: 3 })],
      finds: ["0 spec.galera"],
      undecided: true,
    },
    {
      name: "a number that is not known yet",
      before: [galera(3)],
      after: [galera(UNKNOWN)],
      finds: ["0 spec.replicas"],
      undecided: true,
    },
    {
      name: "an earlier number that nobody knows",
      before: [galera(UNKNOWN)],
      after: [galera(3)],
      finds: ["0 spec.replicas"],
      undecided: true,
    },
    {
      name: "a number that is a text",
      before: [galera(3)],
      after: [galera("3")],
      finds: ["0 spec.replicas"],
    },
    { name: "no spec", before: [server(null)], after: [server(null)], finds: [] },
    {
      name: "another server",
      before: [galera(3)],
      after: [edit(single, ["metadata", "name"], "b")],
      finds: [],
    },
  ]);
});
