import { UNKNOWN, type Value } from "../../../safety";
import { imageRegistryAllowed } from "../../../safety/rules/image-registry-allowed";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const context = { allowedRegistries: ["registry.example.com", "docker.io/library/"] };
const server = (image: Value) => edit(mariadb(), ["spec", "image"], image);
const pod = (image: Value) =>
  edit(named("apps/v1", "Deployment", "a"), ["spec", "template", "spec", "initContainers"], [{ image }]);
const inPod = "spec.template.spec.initContainers[0].image";

describe("image-registry-allowed", () => {
  table(imageRegistryAllowed, [
    { name: "any registry while there is no list", object: server("ghcr.io/a/b:1"), finds: [] },
    {
      name: "what is no image, while there is no list",
      object: server("https://a/b"),
      finds: ["spec.image"],
    },
    { name: "a listed registry", context, object: server("registry.example.com/a/b:1"), finds: [] },
    { name: "a listed beginning", context, object: server("mariadb:11.8.9"), finds: [] },
    {
      name: "another registry",
      context,
      object: server("ghcr.io/a/b:1"),
      finds: ["spec.image"],
      message: /"ghcr\.io\/a\/b:1"/,
    },
    {
      name: "a registry that begins alike",
      context,
      object: server("registry.example.com.evil.org/a:1"),
      finds: ["spec.image"],
    },
    {
      name: "another path of a registry",
      context,
      object: server("docker.io/evil/mariadb:1"),
      finds: ["spec.image"],
    },
    {
      name: "what is no image",
      context,
      object: server("https://registry.example.com/a"),
      finds: ["spec.image"],
    },
    {
      name: "an exporter",
      context,
      object: edit(server(null), ["spec", "metrics", "exporter", "image"], "ghcr.io/a:1"),
      finds: ["spec.metrics.exporter.image"],
    },
    { name: "a workload", context, object: pod("quay.io/a/b:1"), finds: [inPod] },
    {
      name: "an image that is not known yet",
      context,
      object: pod(UNKNOWN),
      finds: [inPod],
      undecided: true,
    },
    { name: "no spec", context, object: named("apps/v1", "Deployment", "a"), finds: [] },
  ]);
});
