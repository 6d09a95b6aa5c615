import { isServerImage } from "./database-names";
import { eachText, text } from "./expect";
import { configMaps } from "./kinds";
import { find, identityOf, textAt } from "./objects";
import { optionsIn, optionsOf } from "./option-file";
import { UNKNOWN, isMap, read, type Path, type Reading, type Value } from "./value";
import { eachContainer } from "./workloads";

/** The options that one field gives to a server. */
export interface ServerSettings {
  readonly path: Path;
  /** UNKNOWN while a part of them is not known yet. */
  readonly options: ReadonlyMap<string, string> | typeof UNKNOWN;
}

const own = ["spec", "myCnf"];
const other = ["spec", "myCnfConfigMapKeyRef"];

/**
 * The options of a server wherever they are written: in a MariaDB or the ConfigMap that it names, in the option files of
 * a ConfigMap, in the arguments of a container.
 *
 * @param objects The set, in which a MariaDB's ConfigMap is looked up.
 * @returns one for each place; none for a ConfigMap that is not in the set.
 */
export function serverSettings(object: Value, objects: readonly Value[]): readonly ServerSettings[] {
  switch (identityOf(object).kind) {
    case "MariaDB":
      return read(object, own).state === "absent" && read(object, other).state !== "absent"
        ? ofReference(object, objects)
        : [{ path: own, options: fileIn(read(object, own)) }];
    case "ConfigMap":
      return optionFiles(object);
    default:
      return ofContainers(object);
  }
}

function ofReference(server: Value, objects: readonly Value[]): readonly ServerSettings[] {
  const [name, key] = [textAt(server, [...other, "name"]), textAt(server, [...other, "key"])];
  if (["name", "key"].some((field) => read(server, [...other, field]).state === "unknown")) {
    return [{ path: other, options: UNKNOWN }];
  }
  const { namespace } = identityOf(server);
  const [held] = find(objects, { target: configMaps, namespace, name }).named;
  return held === undefined ? [] : [{ path: other, options: fileIn(read(held.object, ["data", key])) }];
}

function optionFiles(object: Value): readonly ServerSettings[] {
  const data = read(object, ["data"]);
  if (data.state === "unknown") {
    return [{ path: ["data"], options: UNKNOWN }];
  }
  return data.state === "known" && isMap(data.value)
    ? Object.keys(data.value)
        .filter((name) => /\.(cnf|ini)$/i.test(name))
        .map((name) => ({ path: ["data", name], options: fileIn(read(object, ["data", name])) }))
    : [];
}

function fileIn(reading: Reading): ServerSettings["options"] {
  if (reading.state === "unknown") {
    return UNKNOWN;
  }
  return optionsIn(reading.state === "known" && typeof reading.value === "string" ? reading.value : "");
}

/** The command lines of the containers that run a server; an image that is not known yet may be one. */
function ofContainers(object: Value): readonly ServerSettings[] {
  const found: ServerSettings[] = [];
  const unread = eachContainer(object, (_, container) => [
    ...text(object, [...container, "image"], {
      known: (image) => {
        const words: string[] = [];
        const hidden = ["command", "args"].flatMap((field) =>
          eachText(object, [...container, field], (word) => {
            words.push(word);
            return [];
          }),
        );
        if (isServerImage(image)) {
          const unknown = hidden.some((finding) => finding.undecided === true);
          found.push({ path: [...container, "args"], options: unknown ? UNKNOWN : optionsOf(words) });
        }
        return [];
      },
    }),
  ]);
  return unread.some((finding) => finding.undecided === true)
    ? [...found, ...unread.map(({ path }): ServerSettings => ({ path, options: UNKNOWN }))]
    : found;
}
