import { UNKNOWN, type Value } from "../../../safety";
import { imageNoDowngrade } from "../../../safety/rules/image-no-downgrade";
import { edit, mariadb } from "./objects";
import { changeTable } from "./table";

const server = (image: Value | undefined) => edit(mariadb(), ["spec", "image"], image);
const change = (from: Value | undefined, to: Value | undefined) => ({
  before: [server(from)],
  after: [server(to)],
});
const upgrading = (path: string, value: Value) => ({
  before: [server("mariadb:11.8.9")],
  after: [edit(server("mariadb:12.3.3"), path.split("."), value)],
});
const finds = ["0 spec.image"];

describe("image-no-downgrade", () => {
  changeTable(imageNoDowngrade, [
    { name: "the same image", ...change("mariadb:11.8.9", "mariadb:11.8.9"), finds: [] },
    { name: "a newer patch", ...change("mariadb:11.8.8", "docker.io/library/mariadb:11.8.9"), finds: [] },
    {
      name: "the same version of another build",
      ...change("mariadb:11.8.8", "mariadb:11.8.8-ubi"),
      finds: [],
    },
    {
      name: "an older patch",
      ...change("mariadb:11.8.9", "mariadb:11.8.8"),
      finds,
      message: /must not go back from "mariadb:11\.8\.9" to "mariadb:11\.8\.8"/,
    },
    { name: "an older patch of two digits", ...change("mariadb:11.8.10", "mariadb:11.8.9"), finds },
    { name: "an older series", ...change("mariadb:12.3.3", "mariadb:11.8.9"), finds, message: /go back/ },
    {
      name: "a newer series",
      ...change("mariadb:11.8.9", "mariadb:12.3.3"),
      finds,
      message: /mariadb-upgrade/,
    },
    {
      name: "a newer minor",
      ...change("mariadb:11.4.9", "mariadb:11.8.1"),
      finds,
      message: /mariadb-upgrade/,
    },
    {
      name: "a newer series with an upgrade",
      ...upgrading("spec.updateStrategy.mariadbAutoUpgradeEnabled", true),
      finds: [],
    },
    {
      name: "a newer series with the upgrade off",
      ...upgrading("spec.updateStrategy.mariadbAutoUpgradeEnabled", false),
      finds,
    },
    {
      name: "an upgrade that is not known yet",
      ...upgrading("spec.updateStrategy.mariadbAutoUpgradeEnabled", UNKNOWN),
      finds: ["0 spec.updateStrategy.mariadbAutoUpgradeEnabled"],
      undecided: true,
    },
    {
      name: "a newer series with an upgrade by the image",
      ...upgrading("spec.env", [{ name: "MARIADB_AUTO_UPGRADE", value: "1" }]),
      finds: [],
    },
    {
      name: "a newer series with other variables",
      ...upgrading("spec.env", [{ name: "TZ", value: "UTC" }, UNKNOWN]),
      finds,
    },
    {
      name: "a newer series with an empty variable",
      ...upgrading("spec.env", [{ name: "MARIADB_AUTO_UPGRADE" }]),
      finds,
    },
    { name: "a tag without a patch", ...change("mariadb:11.8.9", "mariadb:11.8"), finds: [] },
    {
      name: "a tag that is no version",
      ...change("mariadb:11.8.9", "mariadb:lts"),
      finds,
      message: /must name a version/,
    },
    { name: "a version after a tag that is none", ...change("mariadb:lts", "mariadb:11.8.9"), finds },
    { name: "two tags that are none", ...change("mariadb:lts", "mariadb:latest"), finds: [] },
    { name: "no image in both", ...change(undefined, undefined), finds: [] },
    { name: "an image that is new", ...change(undefined, "mariadb:11.8.9"), finds: [] },
    { name: "an image that is left out now", ...change("mariadb:11.8.9", undefined), finds },
    { name: "an image that is not known yet", ...change("mariadb:11.8.9", UNKNOWN), finds, undecided: true },
    { name: "an image that nobody knew", ...change(UNKNOWN, "mariadb:11.8.9"), finds, undecided: true },
    {
      name: "no spec",
      before: [edit(mariadb(), ["spec"], undefined)],
      after: [edit(mariadb(), ["spec"], undefined)],
      finds: [],
    },
  ]);
});
