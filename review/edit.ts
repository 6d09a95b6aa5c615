import { isDeepStrictEqual } from "node:util";
import { isMap, parseAllDocuments } from "yaml";
import { objectKey, type Fix, type Path, type Value } from "../safety";
import { EditProblem, splice } from "./splice";
import { withItem, withWord } from "./sync-options";

/** A change of one object in a text. */
export interface Edit {
  /** "<kind>/<namespace>/<name>"; the namespace counts where several have the kind and name. */
  readonly object: string;
  readonly path: Path;
  readonly fix: Fix;
}

/**
 * Changes one field of one object of a text, and no other character: comments, quotes and order stay.
 *
 * @throws EditProblem when the object is not in the text, or the field is written in a way that a person has to change.
 */
export function edited(text: string, { object, path, fix }: Edit): string {
  const documents = parseAllDocuments(text, { logLevel: "silent" });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) {
    throw new EditProblem("is not valid YAML");
  }
  const values = documents.map((document) => document.toJS() as Value);
  const called = values.map((value) => (value === null ? "" : objectKey(value)));
  const [kind = "", , name = ""] = object.split("/");
  const near = called.flatMap((key, index) =>
    key.startsWith(`${kind}/`) && key.endsWith(`/${name}`) ? [index] : [],
  );
  const exact = near.filter((index) => called[index] === object);
  const [index, ...others] = near.length > 1 ? exact : near;
  const contents = index === undefined ? undefined : documents[index]?.contents;
  if (index === undefined || !isMap(contents)) {
    throw new EditProblem("does not hold the object under its own kind and name");
  }
  if (others.length > 0) {
    throw new EditProblem("holds several objects of this kind and name");
  }
  const wanted = values.map((value, position) => (position === index ? changed(value, path, fix) : value));
  const result = splice(text, contents, path, fix);
  const now = parseAllDocuments(result, { logLevel: "silent" });
  const right =
    Array.isArray(now) &&
    isDeepStrictEqual(
      now.map((document) => document.toJS() as Value),
      wanted,
    );
  if (!right) {
    throw new EditProblem("writes the field in a way that only a person can change");
  }
  return result;
}

type Json = Record<string, unknown>;

/** The object as it should be afterwards, which the changed text is compared with. */
function changed(object: Value, path: Path, fix: Fix): Value {
  // What two aliases share is changed in one place only.
  const copy = JSON.parse(JSON.stringify(object)) as Json;
  const last = path.at(-1) ?? "";
  let holder: Json = copy;
  for (const step of path.slice(0, -1)) {
    holder[step] ??= {};
    holder = holder[step] as Json;
  }
  const value = holder[last];
  if ("set" in fix) {
    holder[last] = fix.set;
  } else if ("add" in fix) {
    holder[last] =
      typeof value === "string" || last.toString().includes("/")
        ? withWord(value, fix.add)
        : withItem(value, fix.add);
  } else {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    list.splice(list.indexOf(fix.remove), 1);
    holder[last] = list;
    if (list.length === 0) {
      Reflect.deleteProperty(holder, last);
    }
  }
  return copy as Value;
}
