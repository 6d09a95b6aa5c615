import { UNKNOWN, type Value } from "../../../safety";
import { promotionSameImage } from "../../../safety/rules/promotion-same-image";
import { edit, mariadb, named } from "./objects";
import { promotionTable } from "./table";

const [one, two] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
const at = (image: Value | undefined, server = mariadb()) => edit(server, ["spec", "image"], image);
const inStaging = (server: ReturnType<typeof mariadb>) =>
  edit(server, ["metadata", "namespace"], "mariadb-staging");
const maxscale = (image: string) => at(image, named("k8s.mariadb.com/v1alpha1", "MaxScale", "mariadb", "a"));
const finds = ["0 spec.image"];

describe("promotion-same-image", () => {
  promotionTable(promotionSameImage, [
    {
      name: "the same image in another namespace",
      earlier: [inStaging(mariadb())],
      later: [mariadb()],
      finds: [],
    },
    {
      name: "another version",
      earlier: [at("mariadb:11.8.8")],
      later: [at("mariadb:11.8.9")],
      finds,
      message: /must not run "mariadb:11\.8\.9" where the environment before runs "mariadb:11\.8\.8"/,
    },
    {
      name: "another digest behind the same tag",
      earlier: [at(`mariadb:11.8.9@${one}`)],
      later: [at(`mariadb:11.8.9@${two}`)],
      finds,
    },
    {
      name: "the same digest from another registry",
      earlier: [at(`mariadb:11.8.9@${one}`)],
      later: [at(`registry.example.com/mirror/mariadb:11.8.9@${one}`)],
      finds: [],
    },
    {
      name: "a digest where only the tag has run",
      earlier: [at("mariadb:11.8.9")],
      later: [at(`mariadb:11.8.9@${one}`)],
      finds,
    },
    {
      name: "only a tag where a digest has run",
      earlier: [at(`mariadb:11.8.9@${one}`)],
      later: [at("mariadb:11.8.9")],
      finds,
    },
    {
      name: "the same image in its long form",
      earlier: [at("mariadb:11.8.9")],
      later: [at("docker.io/library/mariadb:11.8.9")],
      finds: [],
    },
    {
      name: "the same tag from another registry",
      earlier: [at("mariadb:11.8.9")],
      later: [at("registry.example.com/mariadb:11.8.9")],
      finds,
    },
    { name: "the same text that is no image", earlier: [at("$(IMAGE)")], later: [at("$(IMAGE)")], finds: [] },
    { name: "another text that is no image", earlier: [at("$(A)")], later: [at("$(B)")], finds },
    {
      name: "a server that has not run before",
      earlier: [edit(mariadb(), ["metadata", "name"], "other")],
      later: [mariadb()],
      finds: ["0 metadata.name"],
    },
    { name: "a server where nothing has run", earlier: [], later: [mariadb()], finds: ["0 metadata.name"] },
    {
      name: "a MaxScale of a server's name",
      earlier: [at("mariadb/maxscale:24.02.3")],
      later: [maxscale("mariadb/maxscale:24.02.3")],
      finds: ["0 metadata.name"],
    },
    {
      name: "another MaxScale",
      earlier: [mariadb(), maxscale("mariadb/maxscale:24.02.3")],
      later: [mariadb(), maxscale("mariadb/maxscale:24.02.4")],
      finds: ["1 spec.image"],
    },
    {
      name: "one of two images of that name",
      earlier: [at("mariadb:11.8.8"), inStaging(at("mariadb:11.8.9"))],
      later: [at("mariadb:11.8.9")],
      finds: [],
    },
    { name: "no image in both", earlier: [at(undefined)], later: [at(undefined)], finds: [] },
    {
      name: "no image where one has run",
      earlier: [at("mariadb:11.8.9")],
      later: [at(undefined)],
      finds,
      message: /must write spec\.image, as the environment before runs "mariadb:11\.8\.9"/,
    },
    {
      name: "an image where the operator's own has run",
      earlier: [at(undefined)],
      later: [at("mariadb:11.8.9")],
      finds,
      message: /where the environment before runs the operator's own/,
    },
    { name: "a list as image", earlier: [at("a")], later: [at(["a"])], finds },
    { name: "a list as image before", earlier: [at(["a"])], later: [at("a")], finds },
    {
      name: "a server without a spec",
      earlier: [mariadb()],
      later: [edit(mariadb(), ["spec"], undefined)],
      finds,
    },
    {
      name: "an image that is not known yet",
      earlier: [mariadb()],
      later: [at(UNKNOWN)],
      finds,
      undecided: true,
    },
    {
      name: "an image that was not known",
      earlier: [at(UNKNOWN)],
      later: [mariadb()],
      finds,
      undecided: true,
    },
    {
      name: "a name that is not known yet",
      earlier: [mariadb()],
      later: [edit(mariadb(), ["metadata", "name"], UNKNOWN)],
      finds: ["0 metadata.name"],
      undecided: true,
    },
    { name: "a server that is only in the environment before", earlier: [mariadb()], later: [], finds: [] },
  ]);
});
