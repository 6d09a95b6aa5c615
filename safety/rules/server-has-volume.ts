import { dataDirectory, isServerImage } from "../database-names";
import { eachItem, text } from "../expect";
import type { Finding } from "../finding";
import type { Target } from "../objects";
import { optionsOf } from "../option-file";
import { defineRule } from "../rule";
import { isList, read, type Path, type Value } from "../value";
import { podTemplate } from "../workloads";

/** What runs until somebody stops it. The server in a Job is a test's, or only its clients are used. */
const targets: readonly Target[] = [
  { group: "apps", kinds: ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] },
  { group: "", kinds: ["Pod", "ReplicationController"] },
];

export const serverHasVolume = defineRule({
  id: "server-has-volume",
  scope: "object",
  title: "A database server has a volume where it keeps its data",
  why:
    "Without a volume at its data directory a server writes into the file system of its container, which is deleted with " +
    "the container: the first restart, even after a crash of the process, begins with an empty database. The image makes " +
    "a new one without a word, so that the application finds no tables. A volume that is mounted elsewhere is as good as " +
    "none.",
  severity: "critical",
  appliesTo: targets,
  remedy:
    "Mount a claim at /var/lib/mysql, or where else the image keeps its data (/bitnami/mariadb), through " +
    "spec.volumeClaimTemplates of a StatefulSet; or let the operator run the server (kind MariaDB).",
  references: [
    {
      title: "Docker Official Images: where mariadb stores data",
      url: "https://github.com/docker-library/docs/tree/master/mariadb#where-to-store-data",
    },
    {
      title: "Kubernetes: run a single-instance stateful application",
      url: "https://kubernetes.io/docs/tasks/run-application/run-single-instance-stateful-application/",
    },
  ],
  check: (object) => {
    const pod = podTemplate(object);
    const known = (container: Value, path: Path): readonly Finding[] =>
      text(object, [...path, "image"], {
        known: (image) => (isServerImage(image) && serves(container) ? mounted(object, path, container) : []),
      });
    return pod === undefined ? [] : eachItem(object, [...pod, "spec", "containers"], known);
  },
});

const server = /(^|[\s/"'])(mariadbd|mysqld)([-_]safe)?($|[\s"';&])|entrypoint|run\.sh/;

/** Whether the program is the server: the images run it when nothing else is named. */
function serves(container: Value): boolean {
  const [command, args] = ["command", "args"].map((field) => wordsOf(container, field));
  if (command !== undefined && command.length > 0) {
    return [...command, ...(args ?? [])].some((word) => server.test(word));
  }
  const [first = "-"] = args ?? [];
  return first.startsWith("-") || server.test(first);
}

/** The words that are known; undefined when the list itself is not. */
function wordsOf(container: Value, field: string): readonly string[] | undefined {
  const reading = read(container, [field]);
  return reading.state === "known" && isList(reading.value)
    ? reading.value.filter((word) => typeof word === "string")
    : undefined;
}

function mounted(object: Value, path: Path, container: Value): readonly Finding[] {
  const words = ["command", "args"].flatMap((field) => wordsOf(container, field) ?? []);
  const directory = optionsOf(words).get("datadir");
  const mounts = [...path, "volumeMounts"];
  const places: string[] = [];
  const unread = eachItem(object, mounts, (_, mount) =>
    text(object, [...mount, "mountPath"], {
      known: (place) => {
        places.push(place);
        return [];
      },
    }),
  );
  const message =
    `must mount a volume at ${directory === undefined ? "its data directory" : "the directory of --datadir"}, ` +
    "because its data is deleted with the container otherwise";
  const holds = places.some((place) => isData(place, directory));
  return holds ? [] : unread.length > 0 ? unread : [{ path: mounts, message }];
}

/** A mount of a directory above holds the data as well. */
function isData(place: string, directory: string | undefined): boolean {
  const mount = place.replace(/\/+$/, "");
  if (directory !== undefined) {
    return `${directory}/`.startsWith(`${mount}/`);
  }
  return dataDirectory.test(mount) || /^\/(bitnami(\/mysql.*)?|var(\/lib)?|config)?$/.test(mount);
}
