import { UNKNOWN } from "../../../safety";
import { externalSecretRefresh } from "../../../safety/rules/external-secret-refresh";
import { edit, named } from "./objects";
import { table } from "./table";

const interval = ["spec", "refreshInterval"];
const policy = ["spec", "target", "deletionPolicy"];
const good = edit(named("external-secrets.io/v1", "ExternalSecret", "a"), interval, "1h");

describe("external-secret-refresh", () => {
  table(externalSecretRefresh, [
    { name: "an hour", object: good, finds: [] },
    { name: "ten minutes, in the operator's notation", object: edit(good, interval, "0h10m0s"), finds: [] },
    { name: "a Secret that stays", object: edit(good, policy, "Retain"), finds: [] },
    { name: "a Secret of which values go", object: edit(good, policy, "Merge"), finds: [] },
    ...["2h", "0", "-1h", "1d", "24h"].map((written) => ({
      name: `the interval ${written}`,
      object: edit(good, interval, written),
      finds: ["spec.refreshInterval"],
    })),
    {
      name: "no interval, in dev",
      object: edit(good, interval, undefined),
      environment: "dev",
      finds: ["spec.refreshInterval"],
      message: /must set spec\.refreshInterval/,
    },
    {
      name: "a password that is made once",
      object: edit(good, ["spec"], { refreshPolicy: "CreatedOnce" }),
      finds: [],
    },
    {
      name: "a Secret that goes",
      object: edit(good, policy, "Delete"),
      finds: ["spec.target.deletionPolicy"],
      message: /must not set spec\.target\.deletionPolicy to "Delete"/,
    },
    {
      name: "a secret of many namespaces",
      object: edit(
        named("external-secrets.io/v1", "ClusterExternalSecret", "a"),
        ["spec", "externalSecretSpec"],
        { target: { deletionPolicy: "Delete" } },
      ),
      finds: ["spec.externalSecretSpec.refreshInterval", "spec.externalSecretSpec.target.deletionPolicy"],
    },
    {
      name: "what is not known yet",
      object: edit(edit(good, interval, UNKNOWN), policy, UNKNOWN),
      finds: ["spec.refreshInterval", "spec.target.deletionPolicy"],
      undecided: true,
    },
    { name: "no spec", object: edit(good, ["spec"], undefined), finds: ["spec.refreshInterval"] },
    { name: "a number", object: edit(good, interval, 60), finds: ["spec.refreshInterval"] },
  ]);
});
