import { UNKNOWN } from "../../../safety";
import { backupRestartNever } from "../../../safety/rules/backup-restart-never";
import { backup, edit } from "./objects";
import { table } from "./table";

const path = ["spec", "restartPolicy"];
const finds = ["spec.restartPolicy"];

describe("backup-restart-never", () => {
  table(backupRestartNever, [
    { name: "Never", object: edit(backup(), path, "Never"), finds: [] },
    { name: "OnFailure", object: edit(backup(), path, "OnFailure"), finds, message: /"OnFailure"/ },
    { name: "the operator's default", object: backup(), finds },
    { name: "a physical backup", object: edit(backup(), ["kind"], "PhysicalBackup"), finds },
    { name: "no spec", object: edit(backup(), ["spec"], undefined), finds },
    { name: "a policy that is not known yet", object: edit(backup(), path, UNKNOWN), finds, undecided: true },
    { name: "a policy that is a list", object: edit(backup(), path, ["Never"]), finds },
  ]);
});
