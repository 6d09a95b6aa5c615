import { officialChartFolder, officialPart, type OfficialPart } from "../../sandbox/tools";

/** The charts, by the names of the configuration key `charts`. */
const charts = {
  argoCd: "argo-cd",
  fluxOperator: "flux-operator",
  sealedSecrets: "sealed-secrets",
  externalSecrets: "external-secrets",
  mariadbOperatorCrds: "mariadb-operator-crds",
  mariadbOperator: "mariadb-operator",
} as const;

/** Paths of the official parts that a cluster is made of. */
export interface OfficialParts {
  readonly host: string;
  readonly provider: string;
  readonly operator: string;
  /** Folders of the charts, by the names of the configuration key `charts`. */
  readonly charts: Readonly<Record<keyof typeof charts, { path: string }>>;
}

/** Finds the official parts, or the reason why this machine cannot have one of them. */
export async function officialParts(): Promise<OfficialParts | { readonly missing: string }> {
  const programs: string[] = [];
  const names: OfficialPart[] = ["pulumi-language-nodejs", "pulumi-resource-kubernetes", "mariadb-operator"];
  for (const name of names) {
    const found = await officialPart(name);
    if ("missing" in found) {
      return found;
    }
    programs.push(found.path);
  }
  const places: [string, { path: string }][] = [];
  for (const [key, chart] of Object.entries(charts)) {
    const found = await officialChartFolder(chart);
    if ("missing" in found) {
      return found;
    }
    places.push([key, found]);
  }
  const [host = "", provider = "", operator = ""] = programs;
  return { host, provider, operator, charts: Object.fromEntries(places) as OfficialParts["charts"] };
}
