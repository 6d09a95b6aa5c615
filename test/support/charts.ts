import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseAllDocuments } from "yaml";

import type { ChartSource } from "../../components/versions";
import type { ValueMap } from "../../safety";

const servedByPrometheus = ["monitoring.coreos.com/v1", "monitoring.coreos.com/v1/ServiceMonitor"];

/** One installation of a chart. */
export interface Installed {
  readonly source: ChartSource;
  readonly namespace: string;
  readonly values: Record<string, unknown>;
  /** Whether the cluster serves the kinds of the Prometheus Operator, without which some charts leave objects out. */
  readonly monitoring: boolean;
}

/**
 * The archive of a chart in a folder of archives, whatever its version.
 *
 * @throws when the folder holds none
 */
export function archiveOf({ chart }: ChartSource, folder: string): string {
  const name = chart.split("/").at(-1) ?? chart;
  const archive = readdirSync(folder).find((file) => new RegExp(`^${name}-v?\\d[\\w.+-]*\\.tgz$`).test(file));
  if (archive === undefined) throw new Error(`${folder} holds no archive of the chart ${name}.`);
  return join(folder, archive);
}

/**
 * Everything that a chart renders, CRDs and hooks included, as `helm install` does.
 *
 * @param helm Path of helm.
 * @throws what helm says when it cannot render
 */
export function renderChart(helm: string, folder: string, installed: Installed): ValueMap[] {
  const { source, namespace, values, monitoring } = installed;
  const work = mkdtempSync(join(tmpdir(), "mariadb-gitops-chart-"));
  try {
    const file = join(work, "values.json");
    writeFileSync(file, JSON.stringify(values));
    // From a folder: of an archive helm renders files that its own packaging would have left out.
    execFileSync(
      "tar",
      ["-xzf", archiveOf(source, folder), "--strip-components=1", "--one-top-level=chart"],
      { cwd: work },
    );
    const kinds = monitoring ? servedByPrometheus.flatMap((kind) => ["--api-versions", kind]) : [];
    const args = [
      "template",
      source.release,
      join(work, "chart"),
      "--namespace",
      namespace,
      "--values",
      file,
    ];
    const rendered = execFileSync(helm, [...args, "--include-crds", "--kube-version", "1.36.3", ...kinds], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { HELM_CACHE_HOME: work, HELM_CONFIG_HOME: work, HELM_DATA_HOME: work },
    });
    return parseAllDocuments(rendered).flatMap((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      const object = document.toJS() as ValueMap | null;
      return object === null ? [] : [object];
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
