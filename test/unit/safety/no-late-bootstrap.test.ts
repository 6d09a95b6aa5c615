import { UNKNOWN } from "../../../safety";
import { noLateBootstrap } from "../../../safety/rules/no-late-bootstrap";
import { edit, mariadb } from "./objects";
import { changeTable } from "./table";

const path = ["spec", "bootstrapFrom"];
const restored = edit(mariadb(), path, { backupRef: { name: "mariadb-backup" } });
const finds = ["0 spec.bootstrapFrom"];

describe("no-late-bootstrap", () => {
  changeTable(noLateBootstrap, [
    { name: "a new server from a backup", before: [], after: [restored], finds: [] },
    { name: "a server that keeps it", before: [restored], after: [restored], finds },
    { name: "a server that gets it", before: [mariadb()], after: [restored], finds },
    { name: "a server that loses it", before: [restored], after: [mariadb()], finds: [] },
    { name: "a server without it", before: [mariadb()], after: [mariadb()], finds: [] },
    { name: "null", before: [restored], after: [edit(restored, path, null)], finds: [] },
    {
      name: "one that is not known yet",
      before: [mariadb()],
      after: [edit(restored, path, UNKNOWN)],
      finds,
      undecided: true,
    },
    { name: "no spec", before: [mariadb()], after: [edit(mariadb(), ["spec"], undefined)], finds: [] },
    {
      name: "another server",
      before: [mariadb()],
      after: [edit(restored, ["metadata", "name"], "b")],
      finds: [],
    },
  ]);
});
