import { argoApplications, checkApplication } from "./application";
import { eachItem } from "./expect";
import type { Finding } from "./finding";
import { fluxHelmReleases } from "./kinds";
import { identityOf, textAt, type Target } from "./objects";
import { UNKNOWN, formatPath, isList, isMap, read, type Path, type Value } from "./value";

/** What installs a chart with values. */
export const chartDeliveries: readonly Target[] = [fluxHelmReleases, argoApplications];

/** One value that a delivery gives to a chart. */
export interface ChartValue {
  /** Its place among the values, such as ["primary", "persistence", "enabled"]; fewer steps where the rest is not known. */
  readonly steps: readonly (string | number)[];
  /** A scalar, or UNKNOWN. */
  readonly value: Value;
  /** The field of the delivery that holds it: that of the whole text where values are a text. */
  readonly path: Path;
}

/** Names a value for people: by its field, and within a text of values by its name there as well. */
export function placeOf(name: string, path: Path): string {
  const field = formatPath(path);
  return field.endsWith(name) ? field : `${name} in ${field}`;
}

/** A chart with its values. */
export interface InstalledChart {
  /** The chart's name or path; "" where nobody knows it. */
  readonly name: string;
  /** Whether the name is not known yet. */
  readonly hidden: boolean;
  readonly values: readonly ChartValue[];
}

/** Judges each chart that a HelmRelease, an Application or an ApplicationSet installs, with the values it is given there. */
export function eachChart(
  object: Value,
  check: (chart: InstalledChart) => readonly Finding[],
): readonly Finding[] {
  if (identityOf(object).kind === "HelmRelease") {
    const own = ["spec", "chart", "spec", "chart"];
    const name = textAt(object, own) || textAt(object, ["spec", "chartRef", "name"]);
    const isHidden = read(object, own).state === "unknown";
    return check({ name, hidden: isHidden, values: leaves(object, ["spec", "values"]) });
  }
  return checkApplication(object, ({ root, at }) => [
    ...check(ofSource(root, [...at, "spec", "source"])),
    ...eachItem(root, [...at, "spec", "sources"], (_, path) => check(ofSource(root, path))),
  ]);
}

function ofSource(root: Value, at: Path): InstalledChart {
  const parameters: ChartValue[] = [];
  eachItem(root, [...at, "helm", "parameters"], (parameter, path) => {
    const name = textAt(parameter, ["name"]);
    const value = read(parameter, ["value"]);
    const known = value.state === "known" ? value.value : value.state === "unknown" ? UNKNOWN : null;
    parameters.push({ steps: name.split("."), value: known, path: [...path, "value"] });
    return [];
  });
  const file = [...at, "helm", "values"];
  const written = read(root, file);
  const text =
    written.state === "unknown"
      ? [hidden(file)]
      : valuesIn(textAt(root, file)).map((one) => ({ ...one, path: file }));
  return {
    name: textAt(root, [...at, "chart"]) || textAt(root, [...at, "path"]),
    hidden: read(root, [...at, "chart"]).state === "unknown",
    values: [...leaves(root, [...at, "helm", "valuesObject"]), ...text, ...parameters],
  };
}

function hidden(path: Path): ChartValue {
  return { steps: [], value: UNKNOWN, path };
}

function leaves(root: Value, at: Path): readonly ChartValue[] {
  const reading = read(root, at);
  if (reading.state === "unknown") {
    return [hidden(at)];
  }
  const found: ChartValue[] = [];
  const walk = (value: Value, steps: readonly (string | number)[]): void => {
    if (isMap(value)) {
      Object.entries(value).forEach(([name, field]) => {
        walk(field, [...steps, name]);
      });
    } else if (isList(value)) {
      value.forEach((item, index) => {
        walk(item, [...steps, index]);
      });
    } else {
      found.push({ steps, value, path: [...at, ...steps] });
    }
  };
  walk(reading.state === "known" ? reading.value : null, []);
  return found;
}

const line = /^( *)(?:- +)?["']?([\w./-]+)["']?[ ]*:(?:[ ]+(.*))?$/;

/**
 * The scalars of the maps in a file of values: block maps, and flow maps of one line. It reads no more of YAML than that,
 * because rules import no parser; what it cannot read has no values.
 *
 * @example valuesIn("primary:\n  persistence: {enabled: false}\n") // primary.persistence.enabled is false
 */
export function valuesIn(file: string): readonly Pick<ChartValue, "steps" | "value">[] {
  const found: Pick<ChartValue, "steps" | "value">[] = [];
  const parents: { readonly indent: number; readonly name: string }[] = [];
  let block = Infinity;
  for (const written of file.split(/\r?\n/)) {
    const indent = written.search(/\S/);
    if (indent === -1 || indent > block) {
      continue;
    }
    block = Infinity;
    const [, , name, rest = ""] = line.exec(written.replace(/\s+#.*$/, "")) ?? [];
    if (name === undefined) {
      continue;
    }
    while ((parents.at(-1)?.indent ?? -1) >= indent) {
      parents.pop();
    }
    const steps = [...parents.map((parent) => parent.name), name];
    const text = rest.trim();
    if (text === "") {
      parents.push({ indent, name });
    } else if (/^[|>][+-]?\d?$/.test(text)) {
      block = indent;
    } else {
      found.push(...flow(text, steps));
    }
  }
  return found;
}

function flow(text: string, steps: readonly string[]): readonly Pick<ChartValue, "steps" | "value">[] {
  const [, inner] = /^\{(.*)\}$/s.exec(text) ?? [];
  if (inner === undefined) {
    return [{ steps, value: scalar(text) }];
  }
  return [...inner.matchAll(/["']?([\w./-]+)["']?\s*:\s*(\{[^{}]*\}|[^,{}]+)/g)].flatMap(
    ([, name = "", value = ""]) => flow(value.trim(), [...steps, name]),
  );
}

function scalar(text: string): Value {
  const plain = text.replace(/^(["'])(.*)\1$/, "$2");
  return plain === text && (text === "true" || text === "false") ? text === "true" : plain;
}
