import { UNKNOWN, type Value } from "../../../safety";
import { backupScheduleKept } from "../../../safety/rules/backup-schedule-kept";
import { backup, edit } from "./objects";
import { changeTable } from "./table";

const change = (path: string, from: Value | undefined, to: Value | undefined) => ({
  before: [edit(backup(), path.split("."), from)],
  after: [edit(backup(), path.split("."), to)],
});
const cron = "spec.schedule.cron";
const suspend = "spec.schedule.suspend";
const retention = "spec.maxRetention";

describe("backup-schedule-kept", () => {
  changeTable(backupScheduleKept, [
    { name: "the same backup", before: [backup()], after: [backup()], finds: [] },
    { name: "a schedule that is gone", ...change(cron, "0 2 * * *", undefined), finds: [`0 ${cron}`] },
    { name: "no schedule in both", ...change(cron, undefined, undefined), finds: [] },
    { name: "a schedule that is new", ...change(cron, undefined, "0 2 * * 0"), finds: [] },
    { name: "another hour", ...change(cron, "0 2 * * *", "30 4 * * *"), finds: [] },
    { name: "more often", ...change(cron, "0 2 * * *", "0 */6 * * *"), finds: [] },
    {
      name: "less often",
      ...change(cron, "0 */6 * * *", "0 2 * * *"),
      finds: [`0 ${cron}`],
      message: /less often/,
    },
    { name: "a schedule that another rule reads", ...change(cron, "0 2 * * *", "daily"), finds: [] },
    { name: "a schedule after none that can be read", ...change(cron, "daily", "0 2 * * 0"), finds: [] },
    {
      name: "a schedule that is not known yet",
      ...change(cron, "0 2 * * *", UNKNOWN),
      finds: [`0 ${cron}`],
      undecided: true,
    },
    { name: "a suspended schedule", ...change(suspend, undefined, true), finds: [`0 ${suspend}`] },
    { name: "a schedule that was suspended before", ...change(suspend, true, true), finds: [] },
    { name: "a schedule that is suspended no more", ...change(suspend, true, false), finds: [] },
    {
      name: "a suspension that is not known yet",
      ...change(suspend, false, UNKNOWN),
      finds: [`0 ${suspend}`],
      undecided: true,
    },
    { name: "a shorter retention", ...change(retention, "720h", "168h"), finds: [`0 ${retention}`] },
    { name: "a longer retention", ...change(retention, "168h", "720h"), finds: [] },
    { name: "the default, written down", ...change(retention, undefined, "720h"), finds: [] },
    { name: "less than the default", ...change(retention, undefined, "719h"), finds: [`0 ${retention}`] },
    {
      name: "a retention that falls to the default",
      ...change(retention, "2160h", undefined),
      finds: [`0 ${retention}`],
    },
    { name: "a retention that another rule reads", ...change(retention, "720h", "30d"), finds: [] },
    {
      name: "a retention that is not known yet",
      ...change(retention, "720h", UNKNOWN),
      finds: [`0 ${retention}`],
      undecided: true,
    },
    { name: "no spec in both", ...change("spec", undefined, undefined), finds: [] },
    {
      name: "another backup",
      before: [backup()],
      after: [edit(edit(backup(), ["metadata", "name"], "b"), ["spec", "schedule", "suspend"], true)],
      finds: [],
    },
    {
      name: "a physical backup",
      before: [edit(backup(), ["kind"], "PhysicalBackup")],
      after: [edit(edit(backup(), ["kind"], "PhysicalBackup"), ["spec", "schedule"], undefined)],
      finds: [`0 ${cron}`],
    },
  ]);
});
