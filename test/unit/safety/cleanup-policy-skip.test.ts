import { UNKNOWN } from "../../../safety";
import { cleanupPolicySkip } from "../../../safety/rules/cleanup-policy-skip";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const operator = "k8s.mariadb.com/v1alpha1";
const database = edit(named(operator, "Database", "app"), ["spec", "cleanupPolicy"], "Skip");
const finds = ["spec.cleanupPolicy"];

describe("cleanup-policy-skip", () => {
  table(cleanupPolicySkip, [
    { name: "a Database that is kept", object: database, finds: [] },
    { name: "a MariaDB that keeps", object: mariadb(), finds: [] },
    ...["Database", "User", "Grant", "MariaDB"].map((kind) => ({
      name: `a ${kind} without a policy, which means Delete`,
      object: named(operator, kind, "app"),
      finds,
      message: /must set spec\.cleanupPolicy to "Skip"/,
    })),
    {
      name: "the policy Delete",
      object: edit(database, ["spec", "cleanupPolicy"], "Delete"),
      finds,
      message: /must not set spec\.cleanupPolicy to "Delete", but to "Skip"/,
    },
    {
      name: "the policy Delete in dev",
      object: edit(database, ["spec", "cleanupPolicy"], "Delete"),
      environment: "dev",
      finds,
    },
    { name: "another spelling", object: edit(database, ["spec", "cleanupPolicy"], "skip"), finds },
    { name: "a policy that is no text", object: edit(database, ["spec", "cleanupPolicy"], true), finds },
    {
      name: "a policy that is not known yet",
      object: edit(database, ["spec", "cleanupPolicy"], UNKNOWN),
      finds,
      undecided: true,
    },
    {
      name: "a spec that is not known yet",
      object: edit(database, ["spec"], UNKNOWN),
      finds: ["spec"],
      undecided: true,
    },
    { name: "a kind that has no policy", object: named(operator, "Backup", "app"), finds: [] },
    { name: "a Database of another group", object: named("example.com/v1", "Database", "app"), finds: [] },
  ]);
});
