import { UNKNOWN, type Value } from "../../../safety";
import { backupJobSound } from "../../../safety/rules/backup-job-sound";
import { edit, named } from "./objects";
import { table } from "./table";

const claim = [{ name: "b", persistentVolumeClaim: { claimName: "b" } }];
const pod = ["spec", "jobTemplate", "spec", "template", "spec"];
const job = (container: Record<string, Value>, volumes: Value = claim, others: readonly Value[] = []) =>
  edit(named("batch/v1", "CronJob", "backup"), pod, {
    containers: [{ name: "dump", image: "mariadb:11.8", ...container }, ...others],
    volumes,
  });
const script = (text: string, volumes?: Value, others?: readonly Value[]) =>
  job({ command: ["bash", "-c", text] }, volumes, others);
const found = [`${pod.join(".")}.containers[0].command`];
const good = "mariadb-dump --single-transaction app > /b/a.sql";
const emptyDir = [{ name: "b", emptyDir: {} }];
const bad: readonly (readonly [string, RegExp])[] = [
  ["mysqldump app > /b/a.sql", /without --single-transaction/],
  ["mariadb-dump --single-transaction app | gzip > /b/a.gz", /without pipefail/],
  ["mariadb-dump --single-transaction \\\n app 2>&1 | gzip > /b/a.gz", /without pipefail/],
  ["mysqldump --single-transaction -phunter2 app > /b/a", /password among the arguments/],
  ['mysqldump --single-transaction -u root -p"$PASS" app > /b/a', /password among the arguments/],
  ["mysqldump --single-transaction --password=$(PASS) app > /b/a", /password among the arguments/],
  ["mariadb-backup --backup --password=${PASS} --target-dir /b", /password among the arguments/],
  ["mydumper --password $PASS -o /b", /password among the arguments/],
];
const accepted = [
  good,
  "set -euo pipefail; mysqldump --single-transaction app | gzip > /b/a.gz",
  "mysqldump --lock-all-tables app > /b/a || exit 1",
  "mysqldump --single-transaction -P 3306 --port=3306 app > /b/a && cat /b/a | wc -l",
  "mysqldump --defaults-extra-file=/etc/b.cnf app > /b/a",
  "mysqldump $DUMP_OPTS app > /b/a",
  "mysqldump --no-data app | gzip > /b/a",
  "mydumper -o /b",
  "mariabackup --backup --target-dir=/b",
  "mariabackup --prepare --target-dir=/b",
  "mysql -p$PASS -e 'SELECT 1'",
];

describe("backup-job-sound", () => {
  table(backupJobSound, [
    ...bad.map(([text, message]) => ({ name: text, object: script(text), finds: found, message })),
    ...accepted.map((text) => ({ name: text, object: script(text), finds: [] })),
    {
      name: "all of it at once",
      object: script("mysqldump -p$P app | gzip > /tmp/a.gz", []),
      finds: [0, 1, 2, 3].map(() => found[0] ?? ""),
    },
    {
      name: "a dump in an emptyDir",
      object: script(good, emptyDir),
      finds: found,
      message: /goes with the pod/,
    },
    {
      name: "a dump that is uploaded",
      object: script(`${good}; aws s3 cp /b/a.sql s3://b/`, emptyDir),
      finds: [],
    },
    {
      name: "a dump that another container uploads",
      object: script(good, emptyDir, [{ image: "a:1", command: ["rclone", "copy", "/b", "s3:b"] }]),
      finds: [],
    },
    {
      name: "a dump that another image takes",
      object: script(good, emptyDir, [{ image: "registry.example.com/uploader:1" }]),
      finds: [],
    },
    {
      name: "another container that does nothing with it",
      object: script(good, emptyDir, [{ image: "busybox:1", command: ["sleep", "1"] }]),
      finds: found,
    },
    {
      name: "a program and its arguments",
      object: job({ command: ["mysqldump"], args: ["-px", "--single-transaction"] }),
      finds: found,
    },
    {
      name: "volumes that are not known yet",
      object: script(good, UNKNOWN),
      finds: [`${pod.join(".")}.volumes`],
      undecided: true,
    },
    {
      name: "a script that is not known yet",
      object: job({ args: [UNKNOWN] }),
      finds: [`${pod.join(".")}.containers[0].args[0]`],
      undecided: true,
    },
    { name: "no pod", object: named("batch/v1", "CronJob", "a"), finds: [] },
  ]);
});
