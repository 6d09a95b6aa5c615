import { UNKNOWN, type Value } from "../../../safety";
import { scheduleValid } from "../../../safety/rules/schedule-valid";
import { edit, named } from "./objects";
import { table } from "./table";

const sqlJob = (cron: Value) =>
  edit(named("k8s.mariadb.com/v1alpha1", "SqlJob", "a"), ["spec", "schedule"], { cron });
const cronJob = (schedule: Value) => edit(named("batch/v1", "CronJob", "a"), ["spec"], { schedule });

describe("schedule-valid", () => {
  table(scheduleValid, [
    { name: "a SqlJob", object: sqlJob("*/5 * * * *"), finds: [] },
    { name: "a CronJob", object: cronJob("@daily"), finds: [] },
    { name: "a SqlJob with a schedule that is none", object: sqlJob("never"), finds: ["spec.schedule.cron"] },
    {
      name: "a CronJob with a schedule that is none",
      object: cronJob("5 minutes"),
      finds: ["spec.schedule"],
    },
    { name: "six fields", object: cronJob("0 0 2 * * *"), finds: ["spec.schedule"] },
    { name: "an hour that there is not", object: cronJob("0 24 * * *"), finds: ["spec.schedule"] },
    { name: "a number", object: cronJob(5), finds: ["spec.schedule"] },
    { name: "a job that runs once", object: sqlJob(null), finds: [] },
    {
      name: "a schedule that is not known yet",
      object: sqlJob(UNKNOWN),
      finds: ["spec.schedule.cron"],
      undecided: true,
    },
    { name: "no spec", object: named("batch/v1", "CronJob", "a"), finds: [] },
  ]);
});
