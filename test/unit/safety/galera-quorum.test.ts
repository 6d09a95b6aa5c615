import { UNKNOWN } from "../../../safety";
import { galeraQuorum } from "../../../safety/rules/galera-quorum";
import { edit, mariadb } from "./objects";
import { table } from "./table";

const cluster = mariadb();
const replicas = ["spec", "replicas"];
const galera = ["spec", "galera"];
const finds = ["spec.replicas"];

describe("galera-quorum", () => {
  table(galeraQuorum, [
    { name: "three members", object: cluster, finds: [] },
    { name: "five members", object: edit(cluster, replicas, 5), finds: [] },
    ...[1, 2, 4, 3.5, 0, -1].map((count) => ({
      name: `${count} members`,
      object: edit(cluster, replicas, count),
      finds,
      message: new RegExp(
        `must not run a Galera cluster of ${String(count)}, but of 3, 5 or another odd number`,
      ),
    })),
    {
      name: "two members that somebody allowed",
      object: edit(edit(cluster, replicas, 2), ["spec", "replicasAllowEvenNumber"], true),
      finds,
    },
    {
      name: "one member that nobody wrote down",
      object: edit(cluster, replicas, undefined),
      finds,
      message: /must set spec\.replicas to 3/,
    },
    { name: "two members in dev", object: edit(cluster, replicas, 2), environment: "dev", finds },
    {
      name: "two members without Galera",
      object: edit(edit(cluster, replicas, 2), galera, undefined),
      finds: [],
    },
    {
      name: "two members with Galera switched off",
      object: edit(edit(cluster, replicas, 2), galera, { enabled: false }),
      finds: [],
    },
    {
      name: "a block that does not switch it on",
      object: edit(edit(cluster, replicas, 2), galera, {}),
      finds: [],
    },
    {
      name: "members that are not known yet",
      object: edit(cluster, replicas, UNKNOWN),
      finds,
      undecided: true,
    },
    {
      name: "a switch that is not known yet, on two members",
      object: edit(edit(cluster, replicas, 2), [...galera, "enabled"], UNKNOWN),
      finds: ["spec.galera.enabled"],
      undecided: true,
    },
    {
      name: "a switch that is not known yet, on three members",
      object: edit(cluster, [...galera, "enabled"], UNKNOWN),
      finds: [],
    },
    {
      name: "a block that is not known yet",
      object: edit(cluster, galera, UNKNOWN),
      finds: ["spec.galera"],
      undecided: true,
    },
    { name: "a block that is a switch", object: edit(cluster, galera, true), finds: ["spec.galera"] },
    { name: "members as a text", object: edit(cluster, replicas, "3"), finds },
    { name: "no spec", object: edit(cluster, ["spec"], undefined), finds: [] },
  ]);
});
