import { chartDeliveries, eachChart, placeOf, type InstalledChart } from "../chart-values";
import { namesDatabase } from "../database-names";
import { undecided, type Finding } from "../finding";
import { defineRule } from "../rule";
import { UNKNOWN, type Path, type Value } from "../value";

export const chartKeepsData = defineRule({
  id: "chart-keeps-data",
  scope: "object",
  title: "The chart of a database is told to keep its data, and to itself",
  why:
    "With persistence.enabled: false a chart gives the server an emptyDir: the data goes with the first pod that a node " +
    "evicts. A Service of type LoadBalancer or NodePort opens the port of the database to whoever reaches the nodes, " +
    "where passwords are tried day and night.",
  severity: "critical",
  appliesTo: chartDeliveries,
  remedy:
    "Remove persistence.enabled: false and the service.type from spec.values, or from values, valuesObject or parameters " +
    "of spec.source.helm: a claim and a ClusterIP are the defaults of the charts.",
  references: [
    {
      title: "Bitnami: parameters of the chart mariadb",
      url: "https://github.com/bitnami/charts/tree/main/bitnami/mariadb#parameters",
    },
  ],
  check: (object) =>
    eachChart(object, (chart) => {
      const own = isDatabase(chart);
      return chart.values.flatMap(({ steps, value, path }) => {
        const part = String(steps[0] ?? "");
        if (own) {
          return judge(steps.join("."), value, path);
        }
        return namesDatabase(part) && isOn(chart, part) ? judge(steps.slice(1).join("."), value, path) : [];
      });
    }),
});

/** The last part of a chart's name or path; one that is not known yet may be a database's. */
function isDatabase({ name, hidden }: InstalledChart): boolean {
  return hidden || /(^|\/)(mariadb|mysql|percona|pxc)(-(galera|ha|server|db|cluster))?$/.test(name);
}

/** Whether a chart installs the database that it brings along; most do unless the values say otherwise. */
function isOn({ values }: InstalledChart, part: string): boolean {
  const last = values.findLast(({ steps }) => steps.join(".") === `${part}.enabled`);
  return last === undefined || ![false, "false"].some((off) => last.value === off);
}

const persistent = /^((primary|secondary|master|slave|replica|mysqld?)\.)?persistence\.enabled$/;
const exposed = /^((primary|secondary|master|slave|replica)\.)?service\.type$/;

function judge(name: string, value: Value, path: Path): readonly Finding[] {
  if (value === UNKNOWN) {
    return [undecided(path)];
  }
  const at = placeOf(name, path);
  if (persistent.test(name)) {
    const message = `must not switch persistence off in ${at}, because the data then goes with the pod`;
    return value === false || value === "false" ? [{ path, message }] : [];
  }
  const message = `must not open the database to the outside in ${at}, because whoever reaches the nodes reaches it`;
  return exposed.test(name) && (value === "LoadBalancer" || value === "NodePort") ? [{ path, message }] : [];
}
