import { Layer, type ProtectionLayer } from "../components/platform/protection-layers";
import type { DeployReport } from "../pipeline/deploy";
import { unchanged, type Report } from "../pipeline/report";
import { describePolicy, type Application } from "./application";
import type { Cluster, KubeObject } from "./cluster";
import { table } from "./table";
import { missingProtection, type LiveLayer } from "./verify-layers";

/** What `npm start` and `npm run status` print on stdout. */
export interface Results {
  report: DeployReport | undefined;
  application: Application;
  databases: string[][];
  /** The layers of protection, as they were found in the cluster. */
  layers: LiveLayer[];
}

/** Names an object that an engine delivered. */
export interface Delivered {
  group?: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** The live objects of the Application in the operator's group, each with what its protection lacks. */
export async function databaseObjects(cluster: Cluster, application: Application): Promise<string[][]> {
  return protectionOf(cluster, application.status?.resources ?? []);
}

/** The delivered objects in the operator's group as they are in the cluster, each with what its protection lacks. */
export async function protectionOf(cluster: Cluster, objects: readonly Delivered[]): Promise<string[][]> {
  const rows: string[][] = [];
  for (const { group, version, kind, namespace, name } of objects) {
    if (group !== "k8s.mariadb.com") {
      continue;
    }
    const metadata = namespace === undefined ? { name } : { name, namespace };
    const live = await cluster.read({ apiVersion: `${group}/${version}`, kind, metadata });
    rows.push([kind, `${namespace ?? ""}/${name}`, live === undefined ? "MISSING" : protection(live)]);
  }
  return rows;
}

/** As in production, whatever the environment: what is not kept there is not called protected anywhere. */
function protection(object: KubeObject): string {
  const { Storage, Operator, ObjectSettings } = Layer;
  const missing = missingProtection(object, "production", Storage, Operator, ObjectSettings) ?? [];
  return missing.length === 0 ? "protected" : `NOT PROTECTED: it ${missing.join("; it ")}`;
}

/** The closing tables, as lines. */
export function describe({ report, application, databases, layers }: Results): string[] {
  return [
    ...(report === undefined ? layerTable(layers) : outcome(report, layers)),
    ...delivery(application),
    "",
    ...table([["OBJECT", "NAME", "DELETION"], ...databases]),
  ];
}

/** What the update did: per component, per policy, and which layers keep the data. */
export function outcome(report: DeployReport, layers: readonly LiveLayer[]): string[] {
  return [...components(report), "", ...policies(report), "", ...layerTable(layers)];
}

/** The namespace of the databases and what delivers them, as the program says. */
export function namesIn({ outputs }: DeployReport): { namespace: string; names: string[] } {
  const { namespace = "", applications = [] } = outputs as { namespace?: string; applications?: string[] };
  return { namespace, names: applications };
}

/** The layers that keep the data, as the program says. */
export function layersIn({ outputs }: DeployReport): ProtectionLayer[] {
  const { protection = [] } = outputs as { protection?: ProtectionLayer[] };
  return protection;
}

function layerTable(layers: readonly LiveLayer[]): string[] {
  const rows = layers.map(({ layer, state, detail }) => [layer, state === "off" ? "OFF" : state, detail]);
  return rows.length === 0 ? [] : [...table([["LAYER", "STATE", "WHAT IT DOES"], ...rows]), ""];
}

function components(report: Report): string[] {
  const rows = [...report.components].map(([component, operations]) => {
    const total = [...operations.values()].reduce((sum, count) => sum + count, 0);
    const changes = [...operations].map(([operation, count]) => `${count} ${operation}`).join(", ");
    return [component, String(total), changes];
  });
  const note = unchanged(report) ? ["Nothing changed: the stack was up to date."] : [];
  return [...table([["COMPONENT", "RESOURCES", "STEPS"], ...rows]), ...note];
}

function policies({ policiesPassed, policiesFailed }: Report): string[] {
  const rows = [
    ...policiesPassed.map((policy) => [policy, "passed"]),
    ...policiesFailed.map((policy) => [policy, "FAILED"]),
  ];
  return [
    ...table([["POLICY", "RESULT"], ...rows]),
    `${policiesPassed.length} policies passed, ${policiesFailed.length} failed`,
  ];
}

function delivery(application: Application): string[] {
  const { sync } = application.status ?? {};
  return table([
    ["APPLICATION", "REVISION", "SYNC POLICY", "STATUS"],
    [
      application.metadata.name,
      `${application.spec.source.targetRevision} (${(sync?.revision ?? "unknown").slice(0, 7)})`,
      describePolicy(application),
      sync?.status ?? "Unknown",
    ],
  ]);
}
