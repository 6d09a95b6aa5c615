import { UNKNOWN, type Value } from "../../../safety";
import { noUnreplicatedReplicas } from "../../../safety/rules/no-unreplicated-replicas";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const cluster = mariadb();
const bare = edit(cluster, ["spec", "galera"], undefined);
const replicas = ["spec", "replicas"];
const finds = ["spec.replicas"];
const run = (kind: string, count: Value, ...images: readonly Value[]) =>
  edit(named("apps/v1", kind, "db"), ["spec"], {
    replicas: count,
    template: { spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) } },
  });

describe("no-unreplicated-replicas", () => {
  describe("MariaDB", () => {
    table(noUnreplicatedReplicas, [
      { name: "several with Galera", object: cluster, finds: [] },
      {
        name: "several with replication",
        object: edit(bare, ["spec", "replication"], { enabled: true }),
        finds: [],
      },
      { name: "several of neither", object: bare, finds, message: /must not run several replicas without/ },
      { name: "several of neither in dev", object: bare, environment: "dev", finds },
      {
        name: "several with both switched off",
        object: edit(edit(bare, ["spec", "galera"], { enabled: false }), ["spec", "replication"], {}),
        finds,
      },
      { name: "one", object: edit(bare, replicas, 1), finds: [] },
      { name: "one that nobody wrote down", object: edit(bare, replicas, undefined), finds: [] },
      {
        name: "several that are not known yet",
        object: edit(bare, replicas, UNKNOWN),
        finds,
        undecided: true,
      },
      {
        name: "several that are not known yet, with Galera",
        object: edit(cluster, replicas, UNKNOWN),
        finds: [],
      },
      {
        name: "several, with a switch that is not known yet",
        object: edit(bare, ["spec", "replication", "enabled"], UNKNOWN),
        finds: ["spec.replication.enabled"],
        undecided: true,
      },
      { name: "several as a text", object: edit(bare, replicas, "3"), finds },
      {
        name: "a spec that is not known yet",
        object: edit(bare, ["spec"], UNKNOWN),
        finds: ["spec"],
        undecided: true,
      },
    ]);
  });

  table(noUnreplicatedReplicas, [
    ...[
      "mariadb:11.8",
      "docker.io/library/mariadb",
      "mysql:8.4",
      "registry.example.com:5000/db/mariadb:11.8.9",
      "bitnami/mariadb:11.8",
      "mariadb:${TAG}",
      "percona/percona-server:8.0",
    ].map((image) => ({ name: `a StatefulSet of ${image}`, object: run("StatefulSet", 3, image), finds })),
    { name: "a Deployment of mariadb", object: run("Deployment", 2, "mariadb:11.8"), finds },
    {
      name: "a server beside another container",
      object: run("StatefulSet", 3, "proxy:1", "mariadb:1"),
      finds,
    },
    { name: "one server", object: run("StatefulSet", 1, "mariadb:11.8"), finds: [] },
    { name: "a server that is stopped", object: run("StatefulSet", 0, "mariadb:11.8"), finds: [] },
    {
      name: "one server that nobody wrote down",
      object: run("StatefulSet", null, "mariadb:11.8"),
      finds: [],
    },
    ...["redis:7", "prom/mysqld-exporter:v0.15.1", "bitnami/mariadb-galera:11", "phpmyadmin:5"].map(
      (image) => ({
        name: `several of ${image}`,
        object: run("StatefulSet", 3, image),
        finds: [],
      }),
    ),
    {
      name: "a server image that only runs first",
      object: edit(
        run("Deployment", 3, "app:1"),
        ["spec", "template", "spec", "initContainers"],
        [{ name: "wait", image: "mariadb:11.8" }],
      ),
      finds: [],
    },
    {
      name: "several of an image that is not known yet",
      object: run("StatefulSet", 3, UNKNOWN),
      finds: ["spec.template.spec.containers[0].image"],
      undecided: true,
    },
    {
      name: "servers of which nobody knows yet how many",
      object: run("StatefulSet", UNKNOWN, "mariadb:11.8"),
      finds,
      undecided: true,
    },
    {
      name: "something else of which nobody knows yet how much",
      object: run("StatefulSet", UNKNOWN, "redis:7"),
      finds: [],
    },
    { name: "a StatefulSet without a spec", object: named("apps/v1", "StatefulSet", "db"), finds: [] },
  ]);
});
