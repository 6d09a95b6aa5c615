import { UNKNOWN, type Value } from "../../../safety";
import { serverHasVolume } from "../../../safety/rules/server-has-volume";
import { edit, named, type Manifest } from "./objects";
import { table } from "./table";

const spec = ["spec", "template", "spec"];
const run = (container: Record<string, Value>, kind = "Deployment"): Manifest =>
  edit(
    named(kind === "Job" ? "batch/v1" : "apps/v1", kind, "db"),
    [...spec, "containers"],
    [{ name: "db", image: "mariadb:11.8", ...container }],
  );
const mount = (...paths: readonly Value[]): Record<string, Value> => ({
  volumeMounts: paths.map((mountPath) => ({ name: "data", mountPath })),
});
const found = ["spec.template.spec.containers[0].volumeMounts"];

describe("server-has-volume", () => {
  table(serverHasVolume, [
    {
      name: "no volume",
      object: run({}),
      finds: found,
      message: /must mount a volume at its data directory/,
    },
    { name: "a StatefulSet without one", object: run({}, "StatefulSet"), finds: found },
    { name: "a mount elsewhere", object: run(mount("/data", "/etc/mysql/conf.d")), finds: found },
    { name: "a directory that begins alike", object: run(mount("/var/lib/mysql-files")), finds: found },
    { name: "a mount at the data directory", object: run(mount("/etc/x", "/var/lib/mysql")), finds: [] },
    { name: "a mount below it", object: run(mount("/var/lib/mysql/data/")), finds: [] },
    { name: "a mount above it", object: run(mount("/var/lib")), finds: [] },
    {
      name: "another image's directory",
      object: run({ image: "bitnami/mysql:8.0", ...mount("/bitnami/mysql") }),
      finds: [],
    },
    {
      name: "the directory of --datadir",
      object: run({ args: ["--datadir=/data/db"], ...mount("/data") }),
      finds: [],
    },
    {
      name: "a mount beside --datadir",
      object: run({ args: ["--datadir=/data/db"], ...mount("/var/lib/mysql") }),
      finds: found,
      message: /--datadir/,
    },
    { name: "options of the server", object: run({ args: ["--sync-binlog=1"] }), finds: found },
    {
      name: "a shell that starts the server",
      object: run({ command: ["sh", "-c", "exec mariadbd --user=mysql"] }),
      finds: found,
    },
    {
      name: "a client that waits",
      object: run({ command: ["sh", "-c", "mysqldump app; sleep 1d"] }),
      finds: [],
    },
    { name: "a client in the arguments", object: run({ args: ["mariadb", "-h", "db"] }), finds: [] },
    { name: "another image", object: run({ image: "app:1" }), finds: [] },
    { name: "a job", object: run({}, "Job"), finds: [] },
    {
      name: "a Pod",
      object: edit(named("v1", "Pod", "db"), ["spec", "containers"], [{ image: "mysql:8.4" }]),
      finds: ["spec.containers[0].volumeMounts"],
    },
    {
      name: "an image that is not known yet",
      object: run({ image: UNKNOWN }),
      finds: ["spec.template.spec.containers[0].image"],
      undecided: true,
    },
    {
      name: "mounts that are not known yet",
      object: run({ volumeMounts: UNKNOWN }),
      finds: found,
      undecided: true,
    },
    {
      name: "a mount that is not known yet",
      object: run(mount("/etc/x", UNKNOWN)),
      finds: ["spec.template.spec.containers[0].volumeMounts[1].mountPath"],
      undecided: true,
    },
    {
      name: "a mount that is known beside one that is not",
      object: run(mount("/var/lib/mysql", UNKNOWN)),
      finds: [],
    },
    { name: "no pod", object: named("apps/v1", "Deployment", "db"), finds: [] },
  ]);
});
