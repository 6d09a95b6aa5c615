import { UNKNOWN } from "../../../safety";
import { noPrimaryPodIndex } from "../../../safety/rules/no-primary-pod-index";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const galera = ["spec", "galera", "primary", "podIndex"];
const replication = ["spec", "replication", "primary", "podIndex"];

describe("no-primary-pod-index", () => {
  table(noPrimaryPodIndex, [
    { name: "a server that leaves it out", object: mariadb(), finds: [] },
    { name: "the pod of a Galera cluster", object: edit(mariadb(), galera, 1), finds: [galera.join(".")] },
    {
      name: "the first pod of a replication",
      object: edit(mariadb(), replication, 0),
      finds: [replication.join(".")],
    },
    {
      name: "other fields of the primary",
      object: edit(mariadb(), ["spec", "replication", "primary"], { autoFailover: true }),
      finds: [],
    },
    {
      name: "a pod that is not known yet",
      object: edit(mariadb(), galera, UNKNOWN),
      finds: [galera.join(".")],
      undecided: true,
    },
    {
      name: "a primary that is a text",
      object: edit(mariadb(), ["spec", "galera", "primary"], "a"),
      finds: ["spec.galera.primary"],
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
  ]);
});
