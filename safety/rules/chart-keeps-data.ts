import { argoApplications, checkApplication } from "../application";
import { eachItem, inspect } from "../expect";
import { undecided, type Finding } from "../finding";
import { fluxHelmReleases } from "../kinds";
import { identityOf, textAt } from "../objects";
import { defineRule } from "../rule";
import { UNKNOWN, formatPath, isMap, read, type Path, type Value } from "../value";

export const chartKeepsData = defineRule({
  id: "chart-keeps-data",
  scope: "object",
  title: "The chart of a database is told to keep its data, and to itself",
  why:
    "With persistence.enabled: false a chart gives the server an emptyDir: the data goes with the first pod that a node " +
    "evicts. A Service of type LoadBalancer or NodePort opens the port of the database to whoever reaches the nodes, " +
    "where passwords are tried day and night.",
  severity: "critical",
  appliesTo: [fluxHelmReleases, argoApplications],
  remedy:
    "Remove persistence.enabled: false and the service.type from spec.values, spec.source.helm.valuesObject or its " +
    "parameters: a claim and a ClusterIP are the defaults of the charts.",
  references: [
    {
      title: "Bitnami: parameters of the chart mariadb",
      url: "https://github.com/bitnami/charts/tree/main/bitnami/mariadb#parameters",
    },
  ],
  check: (object) =>
    identityOf(object).kind === "HelmRelease"
      ? values(object, ["spec", "values"], ["spec", "chart", "spec", "chart"])
      : checkApplication(object, ({ root, at }) => [
          ...source(root, [...at, "spec", "source"]),
          ...eachItem(root, [...at, "spec", "sources"], (_, path) => source(root, path)),
        ]),
});

function source(root: Value, at: Path): readonly Finding[] {
  const chart = [...at, "chart"];
  const parameters = eachItem(root, [...at, "helm", "parameters"], (parameter, path) =>
    isDatabase(root, chart)
      ? judge(textAt(parameter, ["name"]).split("."), textAt(parameter, ["value"]), [...path, "value"])
      : [],
  );
  return [...values(root, [...at, "helm", "valuesObject"], chart), ...parameters];
}

/** The last part of a chart's name or path; one that is not known yet may be a database's. */
function isDatabase(root: Value, chart: Path): boolean {
  const name = /(^|\/)(mariadb|mysql|percona|pxc)(-(galera|ha|server|db|cluster))?$/;
  return read(root, chart).state === "unknown" || name.test(textAt(root, chart));
}

function values(root: Value, at: Path, chart: Path): readonly Finding[] {
  return isDatabase(root, chart) ? inspect(root, at, { known: (value) => walk(value, at, at.length) }) : [];
}

/** @param depth how many steps of the path lead to the values */
function walk(value: Value, path: Path, depth: number): readonly Finding[] {
  if (isMap(value)) {
    return Object.entries(value).flatMap(([name, field]) => walk(field, [...path, name], depth));
  }
  return judge(path.slice(depth), value, path);
}

const persistent = /^((primary|secondary|master|slave|replica|mysqld?)\.)?persistence\.enabled$/;
const exposed = /^((primary|secondary|master|slave|replica)\.)?service\.type$/;

function judge(steps: Path, value: Value, path: Path): readonly Finding[] {
  const name = steps.join(".");
  if (value === UNKNOWN) {
    return [undecided(path)];
  }
  const at = formatPath(path);
  if (persistent.test(name)) {
    const message = `must not switch persistence off in ${at}, because the data then goes with the pod`;
    return value === false || value === "false" ? [{ path, message }] : [];
  }
  const message = `must not open the database to the outside in ${at}, because whoever reaches the nodes reaches it`;
  return exposed.test(name) && (value === "LoadBalancer" || value === "NodePort") ? [{ path, message }] : [];
}
