import { UNKNOWN } from "../../../safety";
import { noSqlJobInGit } from "../../../safety/rules/no-sql-job-in-git";
import { edit, named } from "./objects";
import { table } from "./table";

const job = edit(named("k8s.mariadb.com/v1alpha1", "SqlJob", "a"), ["spec"], { sql: "SELECT 1" });
const schedule = ["spec", "schedule"];

describe("no-sql-job-in-git", () => {
  table(noSqlJobInGit, [
    { name: "a job that runs once", object: job, finds: ["spec.schedule"] },
    { name: "a job without a spec", object: edit(job, ["spec"], undefined), finds: ["spec.schedule"] },
    { name: "recurring work", object: edit(job, schedule, { cron: "*/5 * * * *" }), finds: [] },
    {
      name: "a schedule that is not known yet",
      object: edit(job, schedule, UNKNOWN),
      finds: ["spec.schedule"],
      undecided: true,
    },
    { name: "another kind", object: named("batch/v1", "Job", "a"), finds: [] },
  ]);
});
