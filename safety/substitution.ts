import { isList, isMap, type Value } from "./value";

/** Fields that hold scripts and files, in which a shell or another program has the same notation. */
const scripts = new Set(["data", "stringData", "binaryData", "command", "args", "sql", "myCnf"]);

/** One variable of Flux with the value that it has where nobody sets it: `${SIZE:=10Gi}`, `${CLASS:-ssd}`. */
const variable = /\$\{[A-Za-z_]\w*:[=-]([^${}\n]*)\}/g;

/**
 * An object as Flux applies it where no variable is set: each variable with a default has that value. One without a
 * default stays as it is written, because nobody knows it here.
 */
export function withDefaults(object: Value): Value {
  if (typeof object === "string") {
    return object.includes("${") ? filled(object) : object;
  }
  if (isList(object)) {
    const items = object.map(withDefaults);
    return items.some((item, index) => item !== object[index]) ? items : object;
  }
  if (!isMap(object)) {
    return object;
  }
  const entries = Object.entries(object).map(
    ([name, field]) => [name, scripts.has(name) ? field : withDefaults(field)] as const,
  );
  return entries.some(([name, field]) => field !== object[name]) ? Object.fromEntries(entries) : object;
}

/** Flux fills the text of the file in, so a number or a switch that is a variable alone becomes one. */
function filled(text: string): Value {
  const result = text.replace(variable, "$1");
  if (result === text || !/^\$\{[^}]*\}$/.test(text)) {
    return result;
  }
  return /^\d{1,15}$/.test(result)
    ? Number(result)
    : result === "true" || result === "false"
      ? result === "true"
      : result;
}
