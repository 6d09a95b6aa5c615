import { eachCommandLine, type CommandLine } from "../command-lines";
import { eachItem } from "../expect";
import type { Finding } from "../finding";
import { textAt, type Target } from "../objects";
import { defineRule } from "../rule";
import { formatPath, isList, isMap, read, type Value } from "../value";
import { eachContainer, podTemplate, runsServer } from "../workloads";

const targets: readonly Target[] = [{ group: "batch", kinds: ["CronJob", "Job"] }];

export const backupJobSound = defineRule({
  id: "backup-job-sound",
  scope: "object",
  title: "A backup job of one's own writes a whole dump, fails when it fails, and keeps it elsewhere",
  why:
    "Without --single-transaction the tables of a dump are from different moments, or locked while it runs. In a pipe " +
    "the shell reports the success of gzip, whatever happened to the dump before it: an empty file is a green job for " +
    "months. A password among the arguments is in the list of processes of the node and in the audit log. And a dump in " +
    "the file system of the pod goes with the pod.",
  severity: "high",
  appliesTo: targets,
  remedy:
    "Use a Backup of the operator, or in the command of spec.jobTemplate: set -euo pipefail with bash, " +
    "--single-transaction, the password in MYSQL_PWD or an option file from a Secret, and an upload of the result.",
  references: [
    {
      title: "MariaDB: mariadb-dump",
      url: "https://mariadb.com/docs/server/clients-and-utilities/backup-restore-and-import-clients/mariadb-dump",
    },
    {
      title: "mariadb-operator: logical backups",
      url: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md",
    },
  ],
  check: (object) =>
    eachContainer(object, (_, container) =>
      eachCommandLine(object, container, program, (line) => judge(object, line)),
    ),
});

const program =
  /(^|[\s/;&|("'`])(mariadb-dump|mysqldump|mydumper|mariabackup|mariadb-backup|xtrabackup)(?=$|\s)/;

/** The command that dumps: up to a pipe, a semicolon or the end of the line. */
const command = new RegExp(`${program.source}((?:[^;\\n|&]|&(?!&))*)(\\|(?!\\|))?`, "g");

function judge(object: Value, { text, path }: CommandLine): readonly Finding[] {
  const at = formatPath(path);
  const dumps = [...text.matchAll(command)]
    .map(([, , name = "", options = "", pipe]) => ({ name, options, piped: pipe !== undefined }))
    .filter(({ options }) => !schemaOnly.test(options));
  const some = (test: (dump: (typeof dumps)[number]) => boolean, message: string) =>
    dumps.some(test) ? [{ path, message: `must not ${message} in ${at}` }] : [];
  return [
    ...some(
      ({ name, options }) => name.endsWith("dump") && !consistent.test(options) && !anyOption.test(options),
      "dump without --single-transaction, because the tables are then of different moments,",
    ),
    ...some(
      ({ piped }) => piped && !/pipefail|PIPESTATUS/.test(text),
      "pipe a dump without pipefail, because the job succeeds when the dump fails,",
    ),
    ...some(
      ({ name, options }) => (name === "mydumper" ? /\s(-p|--password[= ])\s*\S/ : password).test(options),
      "give a password among the arguments, because every process of the node can read it,",
    ),
    ...(dumps.length === 0 ? [] : keptNowhere(object, text, { path, message: lost(at) })),
  ];
}

const lost = (at: string) =>
  `must not leave the dump in the pod that ${at} runs in, because it goes with the pod`;

/** mydumper is consistent unless it is told not to be. */
const consistent = /--(single-transaction|lock-all-tables|master-data)|\s-x\b/;
const schemaOnly = /--(no-data|help|version|prepare|copy-back|move-back)\b|\s-(d|V)(\s|$)/;
/** Options that a variable, an option file or a group of them may hold. */
const anyOption = /--defaults-(extra-)?file|(^|\s)["']?(\$\{?\w*(OPT|ARG|PARAM|FLAG)|"?\$@)/i;
const password = /\s(-p|--password=)["']?[^\s"']/;

/** Programs that take a file elsewhere; so may a script, or a container whose command is in its image. */
const uploads =
  /\b(aws|s3cmd|s5cmd|mc|rclone|gsutil|gcloud|az|azcopy|restic|borg|kopia|duplicity|curl|wget|scp|sftp|rsync|ssh|nc|swift|b2|kubectl|socat|git|ftp|lftp|smbclient|oci|ossutil|minio|obsutil|upload\w*|push|python3?|node)\b|\.(sh|py)\b|\|\s*(\S*\/)?(mysql|mariadb)\b/;

function keptNowhere(object: Value, text: string, finding: Finding): readonly Finding[] {
  const spec = [...(podTemplate(object) ?? []), "spec"];
  const commands = [text];
  eachContainer(object, (container) => {
    const words = ["command", "args"].flatMap((field) => {
      const reading = read(container, [field]);
      return reading.state === "known" && isList(reading.value) ? reading.value : [];
    });
    const opaque = words.length === 0 && !runsServer(textAt(container, ["image"]));
    commands.push(opaque ? "upload" : words.filter((word) => typeof word === "string").join(" "));
    return [];
  });
  const kinds: string[] = [];
  const unknown = eachItem(object, [...spec, "volumes"], (volume) => {
    kinds.push(...(isMap(volume) ? Object.keys(volume) : []));
    return [];
  });
  if (kinds.some((kind) => !passing.has(kind)) || commands.some((words) => uploads.test(words))) {
    return [];
  }
  return unknown.length > 0 ? unknown : [finding];
}

/** Fields of a volume that hold nothing longer than the pod does, or nothing of it at all. */
const passing = new Set(["name", "emptyDir", "configMap", "secret", "projected", "downwardAPI"]);
