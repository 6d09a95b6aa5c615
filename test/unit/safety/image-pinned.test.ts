import { UNKNOWN } from "../../../safety";
import type { Value } from "../../../safety";
import { imagePinned } from "../../../safety/rules/image-pinned";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const sha = `sha256:${"a".repeat(64)}`;
const server = (image: Value | undefined) => edit(mariadb(), ["spec", "image"], image);
const run = (image: Value, list = "containers") =>
  edit(named("apps/v1", "Deployment", "a"), ["spec", "template", "spec", list], [{ name: "a", image }]);
const at = ["spec.template.spec.containers[0].image"];

describe("image-pinned", () => {
  table(imagePinned, [
    ...[`mariadb:11.8.9@${sha}`, `mariadb:11.8.9-ubi@${sha}`].map((image) => ({
      name: `a server of ${image}`,
      object: server(image),
      finds: [],
    })),
    {
      name: "a server of the operator's image",
      object: server(undefined),
      finds: ["spec.image"],
      message: /must name its image/,
    },
    {
      name: "a proxy of the operator's image",
      object: named("k8s.mariadb.com/v1alpha1", "MaxScale", "a"),
      finds: [],
    },
    {
      name: "a server without a digest in production",
      object: server("docker.io/library/mariadb:11.8.9"),
      finds: ["spec.image"],
      message: /with its digest \(@sha256:\.\.\.\) in production/,
    },
    {
      name: "a server without a digest in staging",
      object: server("docker.io/library/mariadb:11.8.9"),
      environment: "staging",
      finds: [],
    },
    ...["mariadb", "mariadb:latest", "mariadb:lts", "mariadb:11", "mariadb:11.8", `mariadb@${sha}`].map(
      (image) => ({
        name: `a server of ${image}`,
        object: server(image),
        finds: ["spec.image"],
        message: /must not run .* in spec\.image, but an image with a tag with a whole version/,
      }),
    ),
    {
      name: "a server of a moving tag in dev",
      object: server("mariadb:11.8"),
      environment: "dev",
      finds: ["spec.image"],
    },
    { name: "a text that is no image", object: server("mariadb:11.8.9 "), finds: ["spec.image"] },
    {
      name: "the exporter's image",
      object: edit(mariadb(), ["spec", "metrics", "exporter", "image"], "prom/mysqld-exporter:latest"),
      finds: ["spec.metrics.exporter.image"],
    },
    {
      name: "an image that is not known yet",
      object: server(UNKNOWN),
      finds: ["spec.image"],
      undecided: true,
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: ["spec.image"] },
    { name: "a container with a digest", object: run(`app@${sha}`), finds: [] },
    {
      name: "a container with a tag in production",
      object: run("app:1.2.3"),
      finds: at,
      message: /with its digest/,
    },
    {
      name: "a container with a tag in staging",
      object: run("app:1.2.3"),
      environment: "staging",
      finds: [],
    },
    ...["app", "app:latest", "registry.example.com:5000/app"].map((image) => ({
      name: `a container of ${image} in dev`,
      object: run(image),
      environment: "dev",
      finds: at,
      message: /an exact tag, not latest/,
    })),
    {
      name: "a container that runs first",
      object: run("app", "initContainers"),
      finds: ["spec.template.spec.initContainers[0].image"],
    },
    { name: "a container that is not known yet", object: run(UNKNOWN), finds: at, undecided: true },
    { name: "a workload without a spec", object: named("apps/v1", "Deployment", "a"), finds: [] },
  ]);
});
