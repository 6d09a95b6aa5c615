import { UNKNOWN, type Value } from "../../../safety";
import { noRestoreAtStart } from "../../../safety/rules/no-restore-at-start";
import { edit, named } from "./objects";
import { table } from "./table";

const run = (container: Record<string, Value>, list = "initContainers", kind = "StatefulSet") =>
  edit(
    named(kind === "Job" ? "batch/v1" : "apps/v1", kind, "db"),
    ["spec", "template", "spec", list],
    [{ name: "a", image: "mariadb:11.8", ...container }],
  );
const shell = (script: string) => run({ command: ["sh", "-c"], args: [script] });
const found = ["spec.template.spec.initContainers[0].args"];
const restores = [
  "mysql -uroot app < /backup/dump.sql",
  "sleep 5\nmariadb -h db -u root \\\n  app < /backup/app.sql",
  "mariadb app </dumps/latest_dump",
  "zcat /backup/dump.sql.gz | mariadb",
  "gunzip -c /b/a.sql.gz | pv | /usr/bin/mysql -h db",
  "cat /b/*.sql | mysql app",
  "aws s3 cp s3://b/a.sql - | mysql app",
  "mysqldump -h old app | mysql app",
  'mysql -e "source /b/a.sql" app',
  "myloader --directory /b",
];
const harmless = [
  "mysql -e 'SELECT 1'",
  "mysql app <<EOF\nCREATE TABLE IF NOT EXISTS a (b INT);\nEOF",
  'mysql app <<< "SELECT 1"',
  "echo 'SELECT 1' | mysql",
  "until mysqladmin ping; do sleep 1; done",
  "cp /backup/dump.sql /docker-entrypoint-initdb.d/",
  "mysqldump app > /backup/dump.sql",
  "cat /etc/hosts; mysql -e 'SELECT 1'",
  "[ -f /var/lib/mysql/.restored ] || mysql app < /backup/dump.sql",
  "n=$(mysql -e 'SHOW TABLES' app); if [ x$n = x ]; then mysql app < dump.sql; fi",
  "psql < dump.sql",
];

describe("no-restore-at-start", () => {
  table(noRestoreAtStart, [
    ...restores.map((script) => ({
      name: script,
      object: shell(script),
      finds: found,
      message: /runs at each start/,
    })),
    ...harmless.map((script) => ({ name: script, object: shell(script), finds: [] })),
    {
      name: "a start script",
      object: run({ command: ["bash", "-c", "mysql < /b/dump.sql; exec app"] }, "containers", "Deployment"),
      finds: ["spec.template.spec.containers[0].command"],
    },
    {
      name: "a hook",
      object: run(
        { lifecycle: { postStart: { exec: { command: ["sh", "-c", "mysql < /b/dump.sql"] } } } },
        "containers",
      ),
      finds: ["spec.template.spec.containers[0].lifecycle.postStart.exec.command"],
    },
    {
      name: "a job",
      object: run({ command: ["sh", "-c", "mysql < dump.sql"] }, "containers", "Job"),
      finds: [],
    },
    {
      name: "a script that is not known yet",
      object: run({ args: [UNKNOWN] }),
      finds: ["spec.template.spec.initContainers[0].args[0]"],
      undecided: true,
    },
    { name: "no commands", object: run({}), finds: [] },
    { name: "no pod", object: named("apps/v1", "StatefulSet", "db"), finds: [] },
  ]);
});
