import { UNKNOWN, type Value } from "../../../safety";
import { semiSyncAfterSync } from "../../../safety/rules/semi-sync-after-sync";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const server = (replication: Value) => edit(mariadb(), ["spec", "replication"], replication);
const point = "spec.replication.semiSyncWaitPoint";

describe("semi-sync-after-sync", () => {
  table(semiSyncAfterSync, [
    { name: "AfterSync", object: server({ enabled: true, semiSyncWaitPoint: "AfterSync" }), finds: [] },
    {
      name: "AfterCommit",
      object: server({ enabled: true, semiSyncWaitPoint: "AfterCommit" }),
      finds: [point],
    },
    { name: "the default", object: server({ enabled: true }), finds: [point] },
    {
      name: "no waiting at all",
      object: server({ enabled: true, semiSyncEnabled: false, semiSyncWaitPoint: "AfterSync" }),
      finds: ["spec.replication.semiSyncEnabled"],
    },
    { name: "a server without replication", object: server({ enabled: false }), finds: [] },
    { name: "a Galera cluster", object: mariadb(), finds: [] },
    {
      name: "a point that is not known yet",
      object: server({ enabled: true, semiSyncWaitPoint: UNKNOWN }),
      finds: [point],
      undecided: true,
    },
    {
      name: "a replication that is not known yet",
      object: server(UNKNOWN),
      finds: ["spec.replication"],
      undecided: true,
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
