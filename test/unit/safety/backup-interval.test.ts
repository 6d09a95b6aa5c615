import { UNKNOWN, type Value } from "../../../safety";
import { backupInterval } from "../../../safety/rules/backup-interval";
import { backup, edit, mariadb } from "./objects";
import { setTable } from "./table";

const at = (cron: Value | undefined) => edit(backup(), ["spec", "schedule", "cron"], cron);
const finds = ["1 spec.schedule.cron"];

describe("backup-interval", () => {
  setTable(backupInterval, [
    { name: "a backup each night", objects: [mariadb(), backup()], finds: [] },
    { name: "a backup every six hours", objects: [mariadb(), at("0 */6 * * *")], finds: [] },
    { name: "a backup each week", objects: [mariadb(), at("0 2 * * 0")], finds },
    { name: "a schedule that skips the weekend", objects: [mariadb(), at("0 2 * * 1-5")], finds },
    {
      name: "a weekly backup beside a daily one",
      objects: [mariadb(), at("0 2 * * 0"), backup()],
      finds: [],
    },
    { name: "a schedule that is none", objects: [mariadb(), at("daily")], finds },
    { name: "no schedule", objects: [mariadb(), at(undefined)], finds },
    {
      name: "a weekly backup in staging",
      objects: [mariadb(), at("0 2 * * 0")],
      environment: "staging",
      finds: [],
    },
    { name: "a schedule that is not known yet", objects: [mariadb(), at(UNKNOWN)], finds, undecided: true },
    { name: "a schedule that is a number", objects: [mariadb(), at(5)], finds },
  ]);
});
