import type { ProtectionLayer } from "../components/platform/protection-layers";
import type { DeployReport } from "../pipeline/deploy";
import { unchanged, type Report } from "../pipeline/report";
import { describePolicy, type Application } from "./argocd-delivery";
import { isLive, type Cluster, type KubeObject } from "./cluster";
import { table } from "../review/table";
import { liveApplication, liveObjects } from "./live-delivery";
import {
  fieldLayers,
  missingProtection,
  verifyLayers,
  type Delivered,
  type LiveLayer,
} from "./verify-layers";

/** The delivered objects of the operator's kinds, each with the protection that it lacks. */
export async function protectionOf(cluster: Cluster, delivered: readonly Delivered[]): Promise<string[][]> {
  const databases = delivered.filter(({ group }) => group === "k8s.mariadb.com");
  return (await liveObjects(cluster, databases)).map((object) => {
    const { kind, metadata } = object;
    return [
      kind,
      `${metadata.namespace ?? ""}/${metadata.name}`,
      isLive(object) ? protection(object) : "MISSING",
    ];
  });
}

function protection(object: KubeObject): string {
  const missing = missingProtection(object, ...fieldLayers);
  return missing.length === 0 ? "protected" : `NOT PROTECTED: it ${missing.join("; it ")}`;
}

/**
 * The closing tables of a stack on Argo CD.
 *
 * @param report the report of an update, if there was one; the layers are then verified in the cluster
 */
export async function describeArgoCd(
  cluster: Cluster,
  application: Application,
  report?: DeployReport,
): Promise<string[]> {
  const databases = await protectionOf(cluster, application.status?.resources ?? []);
  return [
    ...(report === undefined
      ? []
      : outcome(
          report,
          await verifyLayers(cluster, layersIn(report), await liveApplication(cluster, application)),
        )),
    ...delivery(application),
    "",
    ...table([["OBJECT", "NAME", "DELETION"], ...databases]),
  ];
}

/** The report of an update: components, policies, and the layers that keep the data. */
export function outcome(report: DeployReport, layers: readonly LiveLayer[]): string[] {
  return [...components(report), "", ...policies(report), "", ...layerTable(layers)];
}

/** The namespace of the databases and the names of their deliveries, from the stack's outputs. */
export function namesIn({ outputs }: DeployReport): { namespace: string; names: string[] } {
  const { namespace = "", applications = [] } = outputs as { namespace?: string; applications?: string[] };
  return { namespace, names: applications };
}

/** The layers that keep the data, from the stack's outputs. */
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
