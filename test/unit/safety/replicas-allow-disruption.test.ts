import { UNKNOWN, type Value } from "../../../safety";
import { replicasAllowDisruption } from "../../../safety/rules/replicas-allow-disruption";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const servers = (replicas: Value | undefined, galera?: Value) =>
  edit(
    edit(mariadb(), ["spec", "galera"], galera === undefined ? undefined : { enabled: galera }),
    ["spec", "replicas"],
    replicas,
  );
const finds = ["spec.replicas"];

describe("replicas-allow-disruption", () => {
  table(replicasAllowDisruption, [
    { name: "two servers", object: servers(2), finds: [] },
    { name: "three servers", object: servers(3), finds: [] },
    { name: "one server", object: servers(1), finds, message: /must run at least two servers/ },
    { name: "no server", object: servers(0), finds },
    { name: "no number", object: servers(undefined), finds },
    { name: "a MariaDB without a spec", object: named("k8s.mariadb.com/v1alpha1", "MariaDB", "a"), finds },
    { name: "one member of a Galera cluster", object: servers(1, true), finds: [] },
    { name: "one server without Galera", object: servers(1, false), finds },
    { name: "one server that may be of a Galera cluster", object: servers(1, UNKNOWN), finds },
    { name: "one server in staging", object: servers(1), environment: "staging", finds: [] },
    { name: "one server in dev", object: servers(1), environment: "dev", finds: [] },
    {
      name: "one server that is labelled production in a dev stack",
      object: edit(servers(1), ["metadata", "labels", "mariadb-gitops.dev/environment"], "production"),
      environment: "dev",
      finds,
    },
    { name: "a number that is not known yet", object: servers(UNKNOWN), finds, undecided: true },
    {
      name: "a spec that is not known yet",
      object: edit(mariadb(), ["spec"], UNKNOWN),
      finds: ["spec"],
      undecided: true,
    },
    { name: "a number that is a text", object: servers("2"), finds, message: /as a number/ },
    { name: "a server that somebody else runs", object: named("apps/v1", "StatefulSet", "a"), finds: [] },
  ]);
});
