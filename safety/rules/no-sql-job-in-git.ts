import { defineRule } from "../rule";
import { inspect } from "../expect";
import { operatorKinds } from "../kinds";

export const noSqlJobInGit = defineRule({
  id: "no-sql-job-in-git",
  scope: "object",
  title: "Migrations do not run as SqlJob",
  why:
    "A SqlJob has no history and no checksum: it runs again whenever the object is made again, in a rebuilt cluster or " +
    "after somebody tidied up. Its statement cannot be corrected, because the field is immutable. Its condition is " +
    "Complete for a failed run as well, so that the sync goes on to what needed the migration, and five retries repeat " +
    "statements that were half done.",
  severity: "medium",
  levels: { dev: "advisory", staging: "advisory", production: "mandatory" },
  appliesTo: [operatorKinds("SqlJob")],
  remedy:
    "Run migrations with a tool that keeps a history, in a Job whose metadata.name carries the version; a SqlJob with " +
    "spec.schedule, for recurring work such as FLUSH BINARY LOGS, may stay.",
  references: [
    {
      title: "mariadb-operator: SqlJobs",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/sql_jobs.md",
    },
  ],
  check: (object) =>
    inspect(object, ["spec", "schedule"], {
      known: () => [],
      absent: (path) => [
        { path, message: "must not run once without spec.schedule, because nothing records that it ran" },
      ],
    }),
});
