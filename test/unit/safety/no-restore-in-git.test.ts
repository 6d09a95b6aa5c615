import { UNKNOWN } from "../../../safety";
import { noRestoreInGit } from "../../../safety/rules/no-restore-in-git";
import { edit, mariadb, named } from "./objects";
import { table } from "./table";

const restore = named("k8s.mariadb.com/v1alpha1", "Restore", "a");
const bootstrap = ["spec", "bootstrapFrom"];

describe("no-restore-in-git", () => {
  table(noRestoreInGit, [
    { name: "a Restore", object: restore, finds: ["kind"] },
    { name: "a Restore without metadata", object: edit(restore, ["metadata"], undefined), finds: ["kind"] },
    {
      name: "a kind that is not known yet",
      object: edit(restore, ["kind"], UNKNOWN),
      finds: ["kind"],
      undecided: true,
    },
    { name: "a server", object: mariadb(), finds: [] },
    { name: "a server from a backup", object: edit(mariadb(), bootstrap, {}), finds: ["spec.bootstrapFrom"] },
    {
      name: "a server from what is not known yet",
      object: edit(mariadb(), bootstrap, UNKNOWN),
      finds: ["spec.bootstrapFrom"],
      undecided: true,
    },
    { name: "no spec", object: edit(mariadb(), ["spec"], undefined), finds: [] },
    { name: "another kind of that name", object: named("velero.io/v1", "Restore", "a"), finds: [] },
  ]);
});
