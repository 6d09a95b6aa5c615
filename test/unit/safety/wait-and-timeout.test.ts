import { UNKNOWN } from "../../../safety";
import { waitAndTimeout } from "../../../safety/rules/wait-and-timeout";
import { edit, kustomization } from "./objects";
import { table } from "./table";

const wait = ["spec", "wait"];
const timeout = ["spec", "timeout"];
const good = edit(edit(kustomization(), wait, true), timeout, "30m");

describe("wait-and-timeout", () => {
  table(waitAndTimeout, [
    { name: "half an hour", object: good, finds: [] },
    { name: "ten minutes in staging", object: edit(good, timeout, "10m"), environment: "staging", finds: [] },
    {
      name: "ten minutes in production",
      object: edit(good, timeout, "10m"),
      finds: ["spec.timeout"],
      message: /at least 30m/,
    },
    {
      name: "nine minutes in dev",
      object: edit(good, timeout, "9m59s"),
      environment: "dev",
      finds: ["spec.timeout"],
      message: /at least 10m/,
    },
    { name: "no timeout", object: edit(good, timeout, undefined), finds: ["spec.timeout"] },
    { name: "a timeout that is none", object: edit(good, timeout, "1d"), finds: ["spec.timeout"] },
    { name: "no waiting", object: edit(good, wait, false), finds: ["spec.wait"] },
    { name: "waiting that is left out", object: edit(good, wait, undefined), finds: ["spec.wait"] },
    {
      name: "what is not known yet",
      object: edit(edit(good, wait, UNKNOWN), timeout, UNKNOWN),
      finds: ["spec.wait", "spec.timeout"],
      undecided: true,
    },
    { name: "no spec", object: edit(good, ["spec"], undefined), finds: ["spec.wait", "spec.timeout"] },
    {
      name: "a stateless one",
      object: edit(
        edit(good, ["spec"], undefined),
        ["metadata", "labels", "mariadb-gitops.dev/workload"],
        "stateless",
      ),
      finds: [],
    },
  ]);
});
